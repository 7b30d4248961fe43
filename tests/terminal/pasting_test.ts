import { ok } from "node:assert/strict";
import { shows, test } from "./on_terminal.ts";

const SWITCH_ON = "\x1b[?2004h";
const SWITCH_OFF = "\x1b[?2004l";

test("keeps a pasted text in the line until Enter, and then sends each line as text", {
  columns: 30,
  rows: 12,
}, async (pty) => {
  pty.paste("one\n/close two\n\tthree");
  await shows(pty, ["[Me] one␊/close two␊␉three"], [0, 26]);
  pty.key("Enter");
  await shows(pty, [
    ...["[Me] one", "[Me] /close two", "[Me] ␉three"],
    ...["text: one", "text: /close two", "text: ␉three", "[Me]"],
  ], [6, 5]);
});

test("completes nothing in a pasted text", {}, async (pty) => {
  pty.paste("/cl\tx");
  await shows(pty, ["[Me] /cl␉x"], [0, 10]);
});

test("repeats what was typed before a pasted text", { columns: 30, rows: 8 }, async (pty) => {
  pty.type("/say ");
  pty.paste("one\ntwo\n");
  pty.key("Enter");
  await shows(pty, ["[Me] /say one", "[Me] /say two", "one", "two", "[Me]"], [4, 5]);
});

test("asks before it sends more than ten pasted lines", { columns: 40, rows: 30 }, async (pty) => {
  pty.paste("x\n".repeat(14));
  pty.key("Enter");
  await shows(pty, ["Send 14 lines? (y/n)"], [0, 21]);
  pty.type("n");
  await shows(pty, [`[Me] ${"x␊".repeat(14)}`], [0, 33]);
  pty.key("Enter");
  pty.type("y");
  const sent = Array(14).fill("[Me] x");
  await shows(pty, [...sent, ...Array(14).fill("text: x"), "[Me]"], [28, 5]);
});

test("takes a pasted megabyte at once", { columns: 80, rows: 6 }, async (pty) => {
  const lines = Array.from({ length: 16_384 }, (_, index) => `${index}`.padStart(63, "."));
  pty.paste(`${lines.join("\n")}\nend`);
  await pty.waitFor((screen) => screen.some((row) => row.includes("␊end")), "the end of the text");
  pty.type("!");
  await pty.waitFor((screen) => screen.some((row) => row.includes("␊end!")), "a typed character");
  pty.key("Ctrl+U");
  await pty.waitFor((screen) => screen.join("").trim() === "[Me]", "an empty line");
});

for (const [end, type] of [["Ctrl+D", "\x04"], ["a crash", "/fail\r"], ["exit", "/exit\r"]]) {
  test(`switches bracketed paste on, and off again at ${end}`, {}, async (pty) => {
    ok(pty.written.includes(SWITCH_ON));
    pty.type(type!);
    await pty.exit;
    ok(pty.written.lastIndexOf(SWITCH_OFF) > pty.written.lastIndexOf(SWITCH_ON));
  });
}

test("switches bracketed paste off at a signal", {}, async (pty) => {
  Deno.kill(pty.pid, "SIGTERM");
  await pty.exit;
  ok(pty.written.lastIndexOf(SWITCH_OFF) > pty.written.lastIndexOf(SWITCH_ON));
});

test("switches bracketed paste off at Ctrl+Z, and on again when it continues", {}, async (pty) => {
  pty.key("Ctrl+Z");
  await pty.waitFor(() => pty.written.split(SWITCH_ON).length === 3, "bracketed paste again");
  const [, between] = pty.written.split(SWITCH_ON);
  ok(between!.includes(SWITCH_OFF));
});
