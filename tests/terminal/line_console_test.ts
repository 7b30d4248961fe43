import { equal } from "node:assert/strict";
import { nextMessage, shows, test } from "./on_terminal.ts";

const options = { isPlain: true };

test("of lines only adds lines, for screen readers", {
  options,
  messages: ["Hello", "again", "\x1b[31mred"],
  rows: 12,
}, async (pty) => {
  const start = pty.written.length;
  nextMessage(pty);
  await shows(pty, ["[Me]", "Hello"], [2, 0]);
  nextMessage(pty);
  await shows(pty, ["[Me]", "Hello", "again"], [3, 0]);
  pty.type("/sax\x7fy Hi\n");
  await pty.waitFor((screen) => screen.includes("Hi"), "the answer");
  nextMessage(pty);
  await pty.waitFor((screen) => screen.includes("␛[31mred"), "the message");
  pty.type("/prompt [Panda]\n");
  await pty.waitFor((screen) => screen.includes("[Panda]"), "the new prompt");
  equal(pty.written.slice(start).includes("\x1b"), false);
  equal(pty.screen().filter((row) => row.startsWith("[Me]")).length, 1);
});

test("of lines hides a secret", { options, rows: 8 }, async (pty) => {
  pty.type("/secret\n");
  await shows(pty, ["[Me] /secret", "Secret:"], [1, 8]);
  pty.type("/close passé\x7fe\r");
  equal(await pty.exit, 0);
  equal(pty.screen().join("\n").includes("pass"), true);
  equal(pty.written.split("Secret: ")[1]!.startsWith("\r\npasse\r\n"), true);
});

test("of lines ends at Ctrl+D and leaves the terminal as it was", { options }, async (pty) => {
  pty.key("Ctrl+D");
  equal(await pty.exit, 0);
  equal(pty.settingsAfter, pty.settingsBefore);
});
