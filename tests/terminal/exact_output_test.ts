import { equal, ok } from "node:assert/strict";
import { nextMessage, shows, test } from "./on_terminal.ts";

const messages = ["one", "two", "three"];

/** What the console has written: Deno and the test write before it. */
function written(text: string, start: string): string {
  return text.slice(text.indexOf(start)).split("\x1b]7777;")[0]!;
}

test("without a prompt writes exactly the messages while nothing is typed", {
  messages,
  options: { prompt: "", colours: false },
}, async (pty) => {
  nextMessage(pty);
  await shows(pty, ["Ready", "one"], [2, 0]);
  pty.type("alice\r");
  await shows(pty, ["Ready", "one", "alice"], [3, 0]);
  nextMessage(pty);
  await shows(pty, ["Ready", "one", "alice", "two"], [4, 0]);
  equal(written(pty.written, "Ready"), "Ready\r\none\r\nalice\r\ntwo\r\n");
  pty.key("Ctrl+D");
  equal(await pty.exit, 0);
  equal(written(pty.written, "Ready"), "Ready\r\none\r\nalice\r\ntwo\r\nBye\r\n");
});

test("without a prompt keeps a half-typed line below messages, and then writes plainly again", {
  messages,
  rows: 8,
  options: { prompt: "" },
}, async (pty) => {
  for (const letter of "al") pty.type(letter);
  await shows(pty, ["Ready", "al"], [1, 2]);
  nextMessage(pty);
  await shows(pty, ["Ready", "one", "al"], [2, 2]);
  pty.type("ice\r");
  await shows(pty, ["Ready", "one", "alice"], [3, 0]);
  const length = pty.written.length;
  nextMessage(pty);
  await shows(pty, ["Ready", "one", "alice", "two"], [4, 0]);
  nextMessage(pty);
  await shows(pty, ["Ready", "one", "alice", "two", "three"], [5, 0]);
  equal(pty.written.slice(length), "two\r\nthree\r\n");
});

test(
  "with a prompt writes what it writes on a pipe while nothing is typed",
  { messages },
  async (pty) => {
    const length = pty.written.length;
    nextMessage(pty);
    await shows(pty, ["one", "[Me]"], [1, 5]);
    // The end of what it writes at its start may come after the prompt.
    const written = pty.written.slice(length);
    ok(written.endsWith("\r    \rone\r\n[Me] "), JSON.stringify(written));
  },
);

test("shows each change to a half-typed line at once", { messages }, async (pty) => {
  pty.type("half");
  await shows(pty, ["[Me] half"], [0, 9]);
  const length = pty.written.length;
  nextMessage(pty);
  await shows(pty, ["one", "[Me] half"], [1, 9]);
  await pty.waitFor(() => pty.written.endsWith("\x1b[?2026l"), "the end of the change");
  const change = pty.written.slice(length);
  ok(change.startsWith("\x1b[?2026h"), JSON.stringify(change));
});

test("wraps messages between words where the client wants it", {
  messages: ["[bob] where is everybody today"],
  options: { wrapsWords: true },
}, async (pty) => {
  nextMessage(pty);
  await shows(pty, ["[bob] where is", "everybody today", "[Me]"], [2, 5]);
});
