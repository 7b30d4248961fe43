import { equal } from "node:assert/strict";
import { nextMessage, shows, test } from "./on_terminal.ts";

// xterm's emulator knows no characters of several code points: it shows a flag in two columns, and a
// family in one column for each person twice.
for (
  const [name, text] of [["a flag", "🇩🇪"], ["joined emoji", "👩‍🚀"], ["a selector", "☺️"], [
    "vowel signs",
    "कि",
  ]]
) {
  test(`puts the cursor where the terminal shows ${name}`, { messages: ["Hello"] }, async (pty) => {
    pty.type(`a${text}b`);
    await pty.waitFor((screen) => screen[0]!.endsWith("b"), "the line");
    const end = pty.cursor().column;
    pty.key("Left");
    await pty.waitFor(
      () => pty.cursor().column === end - 1,
      "the cursor before the last character",
    );
    pty.key("Left");
    await pty.waitFor(() => pty.cursor().column === 6, "the cursor before the emoji");
    pty.type("x");
    await pty.waitFor((screen) => screen[0]!.startsWith("[Me] ax"), "the character in its place");
    equal(pty.cursor().column, 7);
    nextMessage(pty);
    await pty.waitFor(
      (screen) => screen[0] === "Hello" && screen[1]!.startsWith("[Me] ax"),
      "Hello",
    );
    equal(pty.cursor().column, 7);
  });
}

test(
  "never lets characters of doubtful width spoil the rows",
  { messages: ["Hello"] },
  async (pty) => {
    pty.type("🇩🇪".repeat(9));
    await pty.waitFor(
      (screen) => screen.filter((row) => row.includes("🇩🇪")).length > 1,
      "two rows",
    );
    nextMessage(pty);
    await pty.waitFor((screen) => screen[0] === "Hello", "the message");
    equal(pty.screen().join("").match(/🇩🇪/g)?.length, 9);
  },
);

test("asks once how wide ambiguous characters are", {}, async (pty) => {
  pty.type("é");
  await shows(pty, ["[Me] é"], [0, 6]);
  pty.type("éé");
  await shows(pty, ["[Me] ééé"], [0, 8]);
  pty.key("Home");
  await shows(pty, ["[Me] ééé"], [0, 5]);
  equal(pty.written.split("\x1b[6n").length, 2);
});
