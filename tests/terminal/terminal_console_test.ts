import { deepEqual, equal } from "node:assert/strict";
import { nextMessage, shows, test } from "./on_terminal.ts";

test(
  "keeps the half-typed line below messages",
  { messages: ["Hello", "two\nlines"] },
  async (pty) => {
    pty.type("half");
    await shows(pty, ["[Me] half"], [0, 9]);
    nextMessage(pty);
    await shows(pty, ["Hello", "[Me] half"], [1, 9]);
    pty.key("Left");
    await shows(pty, ["Hello", "[Me] half"], [1, 8]);
    nextMessage(pty);
    await shows(pty, ["Hello", "two", "lines", "[Me] half"], [3, 8]);
    pty.type("-");
    await shows(pty, ["Hello", "two", "lines", "[Me] hal-f"], [3, 9]);
  },
);

test(
  "keeps a half-typed line of several rows below messages",
  { messages: ["Hello"] },
  async (pty) => {
    pty.type("abcdefghijklmnopqrstuvwxyz");
    await shows(pty, ["[Me] abcdefghijklmno", "pqrstuvwxyz"], [1, 11]);
    pty.key("Home");
    await shows(pty, ["[Me] abcdefghijklmno", "pqrstuvwxyz"], [0, 5]);
    nextMessage(pty);
    await shows(pty, ["Hello", "[Me] abcdefghijklmno", "pqrstuvwxyz"], [1, 5]);
  },
);

test(
  "scrolls when messages arrive at the bottom",
  { rows: 3, messages: ["1", "2", "3"] },
  async (pty) => {
    pty.type("abcdefghijklmnopq");
    await shows(pty, ["[Me] abcdefghijklmno", "pq"], [1, 2]);
    for (let index = 0; index < 3; index++) {
      nextMessage(pty);
      await pty.waitFor((screen) => screen[0] === `${index + 1}`, `message ${index + 1}`);
    }
    await shows(pty, ["3", "[Me] abcdefghijklmno", "pq"], [2, 2]);
    deepEqual(pty.transcript(), ["1", "2", "3", "[Me] abcdefghijklmno", "pq"]);
  },
);

test("keeps entered lines on the screen", {}, async (pty) => {
  pty.type("/say Hello\r");
  await shows(pty, ["[Me] /say Hello", "Hello", "[Me]"], [2, 5]);
  pty.type("one");
  pty.key("Home");
  pty.type("\r");
  await shows(pty, ["[Me] /say Hello", "Hello", "[Me] one", "[Me]"], [3, 5]);
});

test("keeps a long entered line in one piece", {}, async (pty) => {
  pty.type("abcdefghijklmnopqrstuvwxyz");
  pty.key("Home");
  pty.key("Enter");
  await shows(pty, ["[Me] abcdefghijklmno", "pqrstuvwxyz", "[Me]"], [2, 5]);
  await pty.resize({ columns: 40, rows: 6 });
  await shows(pty, ["[Me] abcdefghijklmnopqrstuvwxyz", "[Me]"], [1, 5]);
});

test("submits each line of a pasted text", { rows: 8 }, async (pty) => {
  pty.type("/say 1\r/say 2\n/say 3");
  // Whether "1" appears before or after the second line depends on how the terminal splits the text.
  const rows = ["[Me] /say 1", "1", "[Me] /say 2", "2", "[Me] /say 3"];
  await pty.waitFor((screen) => rows.every((row) => screen.includes(row)), `${rows}`);
});

test("edits in the middle of wrapped lines", {}, async (pty) => {
  pty.type("abcdefghijklmnopqrst");
  for (let count = 0; count < 8; count++) pty.key("Left");
  await shows(pty, ["[Me] abcdefghijklmno", "pqrst"], [0, 17]);
  pty.type("XYZ");
  await shows(pty, ["[Me] abcdefghijklXYZ", "mnopqrst"], [1, 0]);
  pty.key("Backspace");
  await shows(pty, ["[Me] abcdefghijklXYm", "nopqrst"], [0, 19]);
  pty.key("Ctrl+U");
  await shows(pty, ["[Me] mnopqrst"], [0, 5]);
  pty.key("Ctrl+Y");
  pty.key("Ctrl+Y");
  await shows(pty, ["[Me] abcdefghijklXYa", "bcdefghijklXYmnopqrs", "t"], [1, 13]);
  pty.key("Ctrl+Left");
  await shows(pty, ["[Me] abcdefghijklXYa", "bcdefghijklXYmnopqrs", "t"], [0, 5]);
  pty.key("End");
  await shows(pty, ["[Me] abcdefghijklXYa", "bcdefghijklXYmnopqrs", "t"], [2, 1]);
});

test("moves the cursor to a new row when a row is full", {}, async (pty) => {
  pty.type("abcdefghijklmno");
  await shows(pty, ["[Me] abcdefghijklmno"], [1, 0]);
  pty.key("Left");
  await shows(pty, ["[Me] abcdefghijklmno"], [0, 19]);
  pty.key("Right");
  pty.type("p");
  await shows(pty, ["[Me] abcdefghijklmno", "p"], [1, 1]);
});

test("handles wide and combining characters", { messages: ["Hello"] }, async (pty) => {
  pty.type("日本e\u0301x");
  await shows(pty, ["[Me] 日本e\u0301x"], [0, 11]);
  pty.key("Left");
  pty.key("Left");
  await shows(pty, ["[Me] 日本e\u0301x"], [0, 9]);
  pty.key("Backspace");
  await shows(pty, ["[Me] 日e\u0301x"], [0, 7]);
  pty.key("End");
  pty.type("12345本x");
  await shows(pty, ["[Me] 日e\u0301x12345本x"], [0, 17]);
  pty.type("ab語");
  await shows(pty, ["[Me] 日e\u0301x12345本xab", "語"], [1, 2]);
  nextMessage(pty);
  await shows(pty, ["Hello", "[Me] 日e\u0301x12345本xab", "語"], [2, 2]);
});

test("recalls lines and keeps the half-typed one", {}, async (pty) => {
  pty.type("one\rtwo\r");
  await shows(pty, ["[Me] one", "[Me] two", "[Me]"], [2, 5]);
  pty.type("half");
  pty.key("Up");
  pty.key("Up");
  await shows(pty, ["[Me] one", "[Me] two", "[Me] one"], [2, 8]);
  pty.key("Down");
  pty.key("Down");
  await shows(pty, ["[Me] one", "[Me] two", "[Me] half"], [2, 9]);
});

test("redraws cleanly when the terminal becomes narrower", { columns: 40 }, async (pty) => {
  pty.type("/say Hello\r");
  pty.type("abcdefghijklmnopqrstuvwxyz");
  await shows(pty, ["[Me] /say Hello", "Hello", "[Me] abcdefghijklmnopqrstuvwxyz"], [2, 31]);
  await pty.resize({ columns: 18, rows: 6 });
  await shows(pty, ["[Me] /say Hello", "Hello", "[Me] abcdefghijklm", "nopqrstuvwxyz"], [3, 13]);
  pty.type("!");
  await shows(pty, ["[Me] /say Hello", "Hello", "[Me] abcdefghijklm", "nopqrstuvwxyz!"], [3, 14]);
});

test(
  "redraws cleanly when re-wrapping adds rows above the cursor",
  { columns: 30 },
  async (pty) => {
    pty.type("/say Hello\r");
    pty.type("日本語".repeat(8));
    const at30 = ["[Me] 日本語日本語日本語日本語", "日本語日本語日本語日本語"];
    await shows(pty, ["[Me] /say Hello", "Hello", ...at30], [3, 24]);
    pty.key("Left");
    await shows(pty, ["[Me] /say Hello", "Hello", ...at30], [3, 22]);
    await pty.resize({ columns: 19, rows: 6 });
    const at19 = ["[Me] 日本語日本語日", "本語日本語日本語日", "本語日本語日本語"];
    await shows(pty, ["[Me] /say Hello", "Hello", ...at19], [4, 14]);
  },
);

test("redraws cleanly when the terminal becomes exactly as narrow as the line", {
  columns: 40,
}, async (pty) => {
  pty.type("/say Hello\r");
  pty.type("abcdefghijklmno");
  await shows(pty, ["[Me] /say Hello", "Hello", "[Me] abcdefghijklmno"], [2, 20]);
  await pty.resize({ columns: 20, rows: 6 });
  await shows(pty, ["[Me] /say Hello", "Hello", "[Me] abcdefghijklmno"], [3, 0]);
  await pty.resize({ columns: 10, rows: 6 });
  await shows(pty, ["[Me] /say", "Hello", "Hello", "[Me] abcde", "fghijklmno"], [5, 0]);
});

test("redraws cleanly when the terminal becomes wider", { columns: 18 }, async (pty) => {
  pty.type("/say Hello\r");
  pty.type("abcdefghijklmnopqrstuvwxyz");
  await shows(pty, ["[Me] /say Hello", "Hello", "[Me] abcdefghijklm", "nopqrstuvwxyz"], [3, 13]);
  await pty.resize({ columns: 40, rows: 6 });
  await shows(pty, ["[Me] /say Hello", "Hello", "[Me] abcdefghijklmnopqrstuvwxyz"], [2, 31]);
});

test(
  "shows the part around the cursor of a line longer than the screen",
  { rows: 3 },
  async (pty) => {
    const text = "abcdefghijklmnopqrstuvwxyz".repeat(4);
    pty.type(text);
    const rows = `[Me] ${text}`.match(/.{1,20}/g)!;
    equal(rows.length, 6);
    await shows(pty, rows.slice(3), [2, 9]);
    pty.key("Home");
    await shows(pty, rows.slice(0, 3), [0, 5]);
    pty.type("/say ");
    pty.key("Enter");
    await pty.waitFor((screen) => screen.at(-1) === "[Me]", "the prompt");
    const entered = `[Me] /say ${text}`.match(/.{1,20}/g)!;
    const said = text.match(/.{1,20}/g)!;
    await pty.waitFor(() => pty.transcript().at(-2) === said.at(-1), "the message");
    deepEqual(pty.transcript(), [...entered, ...said, "[Me]"]);
  },
);

test("shows a new prompt at once", {}, async (pty) => {
  pty.type("/prompt [Panda]\rhalf");
  await shows(pty, ["[Me] /prompt [Panda]", "[Panda] half"], [1, 12]);
});

test("makes messages safe to print", { messages: ["\x1b[31mred\u202e"] }, async (pty) => {
  nextMessage(pty);
  await shows(pty, ["␛[31mred<U+202E>", "[Me]"], [1, 5]);
});

test("clears the screen at Ctrl+L and keeps the line", {}, async (pty) => {
  pty.type("one\rhalf");
  pty.key("Left");
  await shows(pty, ["[Me] one", "[Me] half"], [1, 8]);
  pty.key("Ctrl+L");
  await shows(pty, ["[Me] half"], [0, 8]);
});

test("completes words at Tab, and lists several candidates at the second Tab", {}, async (pty) => {
  pty.type("/sa\tHello\r");
  await shows(pty, ["[Me] /say Hello", "Hello", "[Me]"], [2, 5]);
  pty.type("/c\t");
  await shows(pty, ["[Me] /say Hello", "Hello", "[Me] /close"], [2, 11]);
  pty.key("Tab");
  await shows(pty, ["[Me] /say Hello", "Hello", "/close  /closer", "[Me] /close"], [3, 11]);
});
