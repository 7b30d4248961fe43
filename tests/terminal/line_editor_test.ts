import { deepEqual, equal } from "node:assert/strict";
import { LineEditor } from "../../lib/terminal/line_editor.ts";
import { completingEditor, lineAfter, shown, submitted, type } from "./typing.ts";

const LEFT = "\x1b[D", RIGHT = "\x1b[C", HOME = "\x1b[H", END = "\x1b[F";
const UP = "\x1b[A", DOWN = "\x1b[B", DELETE = "\x1b[3~", BACKSPACE = "\x7f";
const CTRL_LEFT = "\x1b[1;5D", CTRL_RIGHT = "\x1b[1;5C";

Deno.test("LineEditor inserts typed text at the cursor", () => {
  equal(lineAfter("abc"), "abc|");
  equal(lineAfter(`abc${LEFT}${LEFT}X`), "aX|bc");
  equal(lineAfter(`abc${HOME}X${END}Y`), "XabcY|");
  equal(lineAfter("Aé日😀~ "), "Aé日😀~ |");
});

Deno.test("LineEditor moves by one grapheme with arrows, Ctrl+B and Ctrl+F", () => {
  equal(lineAfter(`ab${LEFT}${LEFT}${LEFT}${RIGHT}`), "a|b");
  equal(lineAfter(`ab${RIGHT}\x02\x02\x06`), "a|b");
  equal(lineAfter(`a👩‍🚀e\u0301${LEFT}`), "a👩‍🚀|e\u0301");
  equal(lineAfter(`a👩‍🚀e\u0301${LEFT}${LEFT}`), "a|👩‍🚀e\u0301");
  equal(lineAfter(`a👩‍🚀b${LEFT}${LEFT}${RIGHT}`), "a👩‍🚀|b");
});

Deno.test("LineEditor moves to the line's ends with Home, End, Ctrl+A and Ctrl+E", () => {
  equal(lineAfter(`abc${HOME}`), "|abc");
  equal(lineAfter(`abc${HOME}${END}`), "abc|");
  equal(lineAfter("abc\x01"), "|abc");
  equal(lineAfter("abc\x01\x05"), "abc|");
});

Deno.test("LineEditor moves by words with Alt and with Ctrl and an arrow", () => {
  for (const left of ["\x1bb", CTRL_LEFT, "\x1b[1;3D"]) {
    equal(lineAfter(`one two, été ${left}`), "one two, |été ");
    equal(lineAfter(`one two, été ${left}${left}`), "one |two, été ");
    equal(lineAfter(`one ${left}${left}`), "|one ");
  }
  for (const right of ["\x1bf", CTRL_RIGHT, "\x1b[1;3C"]) {
    equal(lineAfter(`one two${HOME}${right}`), "one| two");
    equal(lineAfter(`one two${HOME}${right}${right}${right}`), "one two|");
  }
});

Deno.test("LineEditor deletes whole graphemes", () => {
  equal(lineAfter(`ab${BACKSPACE}`), "a|");
  equal(lineAfter("ab\b"), "a|");
  equal(lineAfter(`ae\u0301${BACKSPACE}`), "a|");
  equal(lineAfter(`a👩‍🚀${LEFT}${DELETE}`), "a|");
  equal(lineAfter(`ab${LEFT}\x04`), "a|");
  equal(lineAfter(`ab${HOME}${BACKSPACE}`), "|ab");
  equal(lineAfter(`ab${DELETE}`), "ab|");
});

Deno.test("LineEditor kills to the ends of the line and by words", () => {
  equal(lineAfter(`one two${LEFT}${LEFT}\x0b`), "one t|");
  equal(lineAfter(`one two${LEFT}${LEFT}\x15`), "|wo");
  equal(lineAfter("one two-three \x17"), "one |");
  equal(lineAfter("one two-three \x1b\x7f"), "one two-|");
  equal(lineAfter(`one two${HOME}\x1bd`), "| two");
});

Deno.test("LineEditor yanks the text that was killed last", () => {
  equal(lineAfter("one two\x17\x01\x19"), "two|one ");
  equal(lineAfter("one\x15two\x15\x19\x19"), "twotwo|");
  equal(lineAfter("a\x19"), "a|");
});

Deno.test("LineEditor keeps the killed text when there is nothing to kill", () => {
  equal(lineAfter("one\x15\x15\x0b\x17\x19"), "one|");
});

Deno.test("LineEditor joins a combining character with its base", () => {
  equal(lineAfter(`e\u0301${BACKSPACE}`), "|");
  equal(lineAfter(`ex${LEFT}\u0301${LEFT}`), "|e\u0301x");
});

Deno.test("LineEditor never leaves the cursor inside a grapheme", () => {
  equal(lineAfter(`\u0301${HOME}e`), "e\u0301|");
  equal(lineAfter(`🇩x🇪${LEFT}${BACKSPACE}`), "🇩🇪|");
});

Deno.test("LineEditor ignores unknown keys", () => {
  for (
    const key of [
      "\x1b[27;2;13~",
      "\x1b[13;2u",
      "\x1b[<0;10;10M",
      "\x1b]11;rgb:0000/0000/0000\x1b\\",
      "\t",
      "\x00",
      "\x1d",
      "\x1c",
      "\x1bOP",
      "\x1b[5~",
      "\x1bq",
      "\x1b[200~\x1b[201~",
      "\x9b",
      "\u202e",
      "\u2028",
    ]
  ) {
    const editor = new LineEditor();
    type(editor, "ab");
    const actions = type(editor, key);
    deepEqual(actions.filter(({ type }) => type !== "none"), [], JSON.stringify(key));
    equal(shown(editor), "ab|");
  }
});

Deno.test("LineEditor submits at carriage return and at newline", () => {
  for (const enter of ["\r", "\n", "\x1b\r"]) {
    const editor = new LineEditor();
    type(editor, `one two${LEFT}`);
    deepEqual(type(editor, enter), [submitted("one two")]);
    equal(shown(editor), "|");
    deepEqual(type(editor, enter), [submitted("")]);
  }
});

Deno.test("LineEditor submits each line of a text that a terminal without bracketed paste sends", () => {
  const editor = new LineEditor();
  const actions = type(editor, "one\rtwo\n\nrest").filter(({ type }) => type === "submit");
  deepEqual(actions, ["one", "two", ""].map((line) => submitted(line)));
  equal(shown(editor), "rest|");
});

Deno.test("LineEditor clears the line at Ctrl+C, and reports Ctrl+C on an empty line", () => {
  const editor = new LineEditor();
  deepEqual(type(editor, "ab\x03").at(-1), { type: "edited" });
  equal(shown(editor), "|");
  deepEqual(type(editor, "\x03"), [{ type: "interrupt" }]);
  type(editor, "\x1f");
  equal(shown(editor), "ab|");
});

Deno.test("LineEditor leaves at Ctrl+D on an empty line", () => {
  deepEqual(type(new LineEditor(), "\x04"), [{ type: "leave" }]);
  deepEqual(type(new LineEditor(), "ab\x04").at(-1), { type: "none" });
});

Deno.test("LineEditor reports Ctrl+L and Ctrl+Z and keeps the line", () => {
  const editor = new LineEditor();
  deepEqual(type(editor, `ab${LEFT}\x0c\x1a`).slice(-2), [{ type: "clear" }, { type: "suspend" }]);
  equal(shown(editor), "a|b");
});

Deno.test("LineEditor reports whether a key changed anything", () => {
  deepEqual(type(new LineEditor(), `a${LEFT}`), [{ type: "edited" }, { type: "edited" }]);
  for (const key of [LEFT, RIGHT, HOME, END, BACKSPACE, DELETE, UP, DOWN, "\x0b", "\x19"]) {
    deepEqual(type(new LineEditor(), key), [{ type: "none" }]);
  }
});

Deno.test("LineEditor recalls lines with Up, Down, Ctrl+P and Ctrl+N", () => {
  equal(lineAfter(`one\rtwo\r${UP}`), "two|");
  equal(lineAfter(`one\rtwo\r${UP}${UP}${UP}`), "one|");
  equal(lineAfter(`one\rtwo\r\x10\x10\x0e`), "two|");
  equal(lineAfter(`one\rtwo\r${UP}${UP}${DOWN}!\r${UP}`), "two!|");
});

Deno.test("LineEditor returns from the history to the half-typed line", () => {
  equal(lineAfter(`one\rhalf${UP}${DOWN}${DOWN}`), "half|");
});

Deno.test("LineEditor completes the word before the cursor with Tab", () => {
  const editor = completingEditor();
  type(editor, "/m\tbo\thi");
  equal(shown(editor), "/msg bob hi|");
  type(editor, `${HOME}/b`);
  deepEqual(type(editor, "\t"), [{ type: "edited" }]);
  equal(shown(editor), "/block|/msg bob hi");
});

Deno.test("LineEditor lists the candidates at the second Tab, but not after another key", () => {
  const editor = completingEditor();
  const list = { type: "listCandidates", candidates: ["alice", "alina"] };
  deepEqual(type(editor, "a\t\t\t"), [{ type: "edited" }, { type: "edited" }, list, list]);
  equal(shown(editor), "ali|");
  deepEqual(type(editor, `${LEFT}${RIGHT}\t`).at(-1), { type: "none" });
  deepEqual(type(editor, "c\t\t").slice(1), [{ type: "edited" }, { type: "none" }]);
  equal(shown(editor), "alice |");
});

Deno.test("LineEditor ignores candidates with control characters, and Tab without candidates", () => {
  const editor = completingEditor();
  deepEqual(type(editor, "bad\t\t").slice(3), [{ type: "none" }, { type: "none" }]);
  equal(shown(editor), "bad|");
  deepEqual(type(new LineEditor(), "a\t"), [{ type: "edited" }, { type: "none" }]);
});

Deno.test("LineEditor keeps a secret out of the history and the kill buffer, and inserts neither into it", () => {
  const editor = new LineEditor(() => ["secretary"]);
  type(editor, "before\r");
  editor.asksFor = "secret";
  deepEqual(type(editor, `${UP}\x10\x12\x1b.\x19secret\t`).at(-1), { type: "none" });
  equal(shown(editor), "secret|");
  type(editor, `\x15again\x17two words\x0b`);
  deepEqual(type(editor, `${DOWN}\r`).at(-1), submitted("two words"));
  editor.asksFor = "line";
  type(editor, "\x19");
  equal(shown(editor), "|");
  type(editor, `${UP}${UP}`);
  equal(shown(editor), "before|");
  type(editor, DOWN);
  equal(shown(editor), "|");
});

Deno.test("LineEditor keeps answers out of the history, and does not hide them", () => {
  const editor = new LineEditor();
  type(editor, "before\r");
  editor.asksFor = "answer";
  type(editor, "yes");
  equal(shown(editor), "yes|");
  deepEqual(type(editor, "\r"), [submitted("yes")]);
  editor.asksFor = "line";
  type(editor, UP);
  equal(shown(editor), "before|");
});

Deno.test("LineEditor takes a line back, to be edited and undone like any other", () => {
  const editor = new LineEditor();
  type(editor, "/jion\r");
  editor.putBack("/jion");
  equal(shown(editor), "/jion|");
  type(editor, "\x1f");
  equal(shown(editor), "|");
});
