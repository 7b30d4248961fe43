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
    const isInPlace = (row = "") => row.startsWith("[Me] ax") && pty.cursor().column === 7;
    await pty.waitFor(([row]) => isInPlace(row), "the character in its place");
    nextMessage(pty);
    await pty.waitFor(
      ([message, row]) => message === "Hello" && isInPlace(row),
      "Hello",
    );
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
    const count = (screen: string[]) => screen.join("").match(/🇩🇪/g)?.length;
    await pty.waitFor((screen) => screen[0] === "Hello" && count(screen) === 9, "all below Hello");
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
