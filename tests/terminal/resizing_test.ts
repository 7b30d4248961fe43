import { equal } from "node:assert/strict";
import type { PtyOptions } from "../support/pty.ts";
import { nextMessage, shows, test } from "./on_terminal.ts";

const TEXT = "abcdefghijklmnopqrstuvwxyz";
const MESSAGES = ["one", "two"];

/** The kinds of terminals; the last one does not say where its cursor is. */
const TERMINALS: readonly [string, Partial<PtyOptions>][] = [
  ["re-wraps all rows", { rewraps: "all" }],
  ["keeps the rows of the cursor's line", { rewraps: "all but the cursor's" }],
];

for (const [kind, terminal] of TERMINALS) {
  test(`erases no message and leaves no remainder on a terminal that ${kind}`, {
    ...terminal,
    columns: 40,
    rows: 12,
    messages: MESSAGES,
  }, async (pty) => {
    nextMessage(pty);
    pty.type(TEXT);
    await shows(pty, ["one", `[Me] ${TEXT}`], [1, 31]);
    await pty.resize({ columns: 18, rows: 12 });
    await shows(pty, ["one", "[Me] abcdefghijklm", "nopqrstuvwxyz"], [2, 13]);
    nextMessage(pty);
    await shows(pty, ["one", "two", "[Me] abcdefghijklm", "nopqrstuvwxyz"], [3, 13]);
    await pty.resize({ columns: 12, rows: 12 });
    await shows(pty, ["one", "two", "[Me] abcdefg", "hijklmnopqrs", "tuvwxyz"], [4, 7]);
    await pty.resize({ columns: 40, rows: 12 });
    await shows(pty, ["one", "two", `[Me] ${TEXT}`], [2, 31]);
  });

  test(`erases no message on a terminal that ${kind} and does not say where its cursor is`, {
    ...terminal,
    answers: false,
    columns: 40,
    rows: 12,
    messages: MESSAGES,
  }, async (pty) => {
    nextMessage(pty);
    pty.type(TEXT);
    await shows(pty, ["one", `[Me] ${TEXT}`], [1, 31]);
    await pty.resize({ columns: 18, rows: 12 });
    nextMessage(pty);
    await pty.waitFor((screen) => screen.includes("two"), "the message");
    await pty.resize({ columns: 40, rows: 12 });
    pty.type("!");
    await pty.waitFor((screen) => screen.includes(`[Me] ${TEXT}!`), "the line");
    equal(pty.screen().filter((row) => MESSAGES.includes(row)).length, 2);
  });
}

test("asks the terminal only where that matters", { columns: 40 }, async (pty) => {
  pty.type("short");
  await shows(pty, ["[Me] short"], [0, 10]);
  await pty.resize({ columns: 30, rows: 6 });
  pty.type("!");
  await shows(pty, ["[Me] short!"], [0, 11]);
  equal(pty.written.includes("\x1b[6n"), false);
});
