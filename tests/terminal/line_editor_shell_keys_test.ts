import { deepEqual, equal } from "node:assert/strict";
import { LineEditor } from "../../lib/terminal/line_editor.ts";
import { completingEditor, lineAfter, paste, shown, submitted, type } from "./typing.ts";
import { processorTime } from "../support/processor_time.ts";

const LEFT = "\x1b[D", HOME = "\x1b[H", UP = "\x1b[A", BACKSPACE = "\x7f";

Deno.test("LineEditor undoes words, deletions and clearing with Ctrl+_", () => {
  equal(lineAfter("one two\x1f"), "one|");
  equal(lineAfter("one two\x1f\x1f\x1f"), "|");
  equal(lineAfter("one two\x17\x1f"), "one two|");
  equal(lineAfter(`abc${LEFT}${BACKSPACE}${BACKSPACE}\x1f`), "a|c");
  equal(lineAfter("one\x15\x1f"), "one|");
  equal(lineAfter("one\x1b[27;5;47~"), "|");
});

Deno.test("LineEditor exchanges the characters around the cursor with Ctrl+T", () => {
  equal(lineAfter("ab\x14"), "ba|");
  equal(lineAfter(`abc${LEFT}\x14`), "acb|");
  equal(lineAfter(`abc${HOME}\x14`), "|abc");
  equal(lineAfter("a\x14"), "a|");
  equal(lineAfter(`x👩‍🚀${LEFT}\x14`), "👩‍🚀x|");
});

Deno.test("LineEditor inserts the last words of earlier lines with Alt+.", () => {
  const earlier = "one two\rthree four \r";
  equal(lineAfter(`${earlier}x \x1b.`), "x four|");
  equal(lineAfter(`${earlier}x \x1b.\x1b.`), "x two|");
  equal(lineAfter(`${earlier}x \x1b.\x1b.\x1b.`), "x two|");
  equal(lineAfter(`${earlier}x \x1b. \x1b.`), "x four four|");
  equal(lineAfter("\x1b."), "|");
});

Deno.test("LineEditor searches back through the history with Ctrl+R", () => {
  const earlier = "make tea\rmake coffee\rdrink tea\r";
  const prompt = (typed: string) => {
    const editor = new LineEditor();
    type(editor, earlier + typed);
    const { prompt, text } = editor.view;
    return `${prompt}${text}`;
  };
  equal(prompt("\x12"), "(search) : ");
  equal(prompt("\x12tea"), "(search) tea: drink tea");
  equal(prompt("\x12tea\x12"), "(search) tea: make tea");
  equal(prompt("\x12tea\x12\x12"), "(failed search) tea: make tea");
  equal(prompt("\x12teapot\x7f\x7f\x7f"), "(search) tea: drink tea");
  equal(lineAfter(`${earlier}half\x12cof\x05`), "make coffee|");
  equal(lineAfter(`${earlier}half\x12cof${LEFT}`), "make coffe|e");
  equal(lineAfter(`${earlier}half\x12cof\x07`), "half|");
  equal(lineAfter(`${earlier}half\x12cof\x03`), "half|");
  const editor = new LineEditor();
  deepEqual(type(editor, `${earlier}\x12make\r`).at(-1), submitted("make coffee"));
});

Deno.test("LineEditor keeps the breaks and tabs of a pasted text until Enter, and then sends each line", () => {
  const editor = completingEditor();
  deepEqual(type(editor, paste("if x:\r\n\ty\r/quit\n")), [{ type: "edited" }]);
  equal(editor.view.text, "if x:␊␉y␊/quit␊");
  const lines = ["if x:", "\ty", "/quit"].map((text) => ({ text, isLiteral: true }));
  deepEqual(type(editor, "\r"), [{ type: "submit", lines }]);
});

Deno.test("LineEditor takes a pasted text without line breaks for typed text, but completes nothing in it", () => {
  const editor = completingEditor();
  type(editor, paste("/m\tx"));
  equal(editor.text, "/m\tx");
  deepEqual(type(editor, "\r"), [submitted("/m\tx")]);
});

Deno.test("LineEditor repeats what was typed before a pasted text where it belongs to each line", () => {
  const cases: [string, { text: string; isLiteral: boolean }[]][] = [
    ["/msg bob ", [
      { text: "/msg bob a", isLiteral: false },
      { text: "/msg bob /b", isLiteral: false },
    ]],
    ["see ", [{ text: "see a", isLiteral: false }, { text: "/b", isLiteral: true }]],
    ["", [{ text: "a", isLiteral: true }, { text: "/b", isLiteral: true }]],
  ];
  for (const [typed, lines] of cases) {
    const editor = new LineEditor();
    editor.appliesToEachLine = (typed) => typed.startsWith("/msg ");
    deepEqual(type(editor, `${typed}${paste("a\n/b")}\r`).at(-1), { type: "submit", lines }, typed);
    // The line from the history still knows what was pasted.
    deepEqual(type(editor, `${UP}\r`).at(-1), { type: "submit", lines }, typed);
    // Text that is typed before the pasted text later counts as typed.
    const later = `${paste("a\n/b")}${HOME}${typed}\r`;
    deepEqual(type(editor, later).at(-1), { type: "submit", lines }, `${typed} later`);
  }
});

Deno.test("LineEditor asks before it sends more than ten pasted lines", () => {
  const lines = Array.from({ length: 11 }, (_, index) => `${index}`);
  const editor = new LineEditor();
  type(editor, paste(lines.slice(1).join("\n")));
  equal(type(editor, "\r").at(-1)?.type, "submit");
  type(editor, paste(lines.join("\n")));
  deepEqual(type(editor, "\r"), [{ type: "edited" }]);
  equal(editor.view.prompt, "Send 11 lines? (y/n) ");
  deepEqual(type(editor, "x\r"), [{ type: "none" }, { type: "none" }]);
  for (const no of ["n", "\x03", "\x07"]) {
    deepEqual(type(editor, no), [{ type: "edited" }]);
    equal(editor.text, lines.join("\n"));
    type(editor, "\r");
  }
  const [action] = type(editor, "y");
  equal(action?.type === "submit" ? action.lines.length : 0, 11);
});

Deno.test("LineEditor takes pasted control characters and overrides out, and lets RLM, LRM and ALM in", () => {
  const editor = new LineEditor();
  type(editor, paste("a\x1b[31mb\u202ec\x9b\u200f\u200e\u061c"));
  equal(editor.text, "a[31mbc\u200f\u200e\u061c");
  type(editor, "\x15\u200fא\u202e");
  equal(editor.text, "\u200fא");
});

Deno.test("LineEditor drops the line breaks of a pasted secret", () => {
  const editor = new LineEditor();
  editor.asksFor = "secret";
  type(editor, paste("secret\n"));
  deepEqual(type(editor, "\r"), [submitted("secret")]);
});

Deno.test("LineEditor completes in the middle of a line without a second blank", () => {
  const editor = completingEditor();
  type(editor, "ask bo about tea\x01\x1bf\x1bf\t");
  equal(shown(editor), "ask bob |about tea");
});

Deno.test("LineEditor takes a pasted megabyte in less than two seconds", () => {
  const editor = new LineEditor();
  const text = "Grüße, 日本 👩‍🚀!\t\n".repeat(50_000);
  const elapsedMs = processorTime(() => {
    editor.onPaste(text);
    for (const key of ["left", "backspace", "home", "end"]) editor.onKey({ name: key });
    editor.onKey({ text: "x" });
  });
  equal(editor.text.length, text.length);
  equal(elapsedMs < 2000, true, `${elapsedMs} ms`);
});
