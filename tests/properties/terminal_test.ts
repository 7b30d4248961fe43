import assert from "node:assert/strict";
import fc from "fast-check";
import { statusLine } from "../../lib/net/status.ts";
import { graphemeAt, graphemes } from "../../lib/terminal/graphemes.ts";
import { layOut } from "../../lib/terminal/layout.ts";
import type { Key } from "../../lib/terminal/key_names.ts";
import type { EditorAction } from "../../lib/terminal/editor_action.ts";
import { LineEditor } from "../../lib/terminal/line_editor.ts";
import { draw, erase, update } from "../../lib/terminal/painting.ts";
import { safeText } from "../../lib/terminal/safe_text.ts";
import { widestOf } from "../../lib/terminal/width.ts";
import { holds } from "./holds.ts";
import { text } from "./streams.ts";

const NAMES = [
  ...["left", "right", "up", "down", "home", "end", "backspace", "delete", "enter", "tab"],
  ...Array.from("abdefhklnprtuwy_", (letter) => `ctrl+${letter}`),
  ...Array.from("bdf.", (letter) => `alt+${letter}`),
  ...["alt+backspace", "ctrl+left", "ctrl+right", "escape"],
];
/** A key, or a text that is pasted. */
type Input = Key | { readonly pasted: string };
const key: fc.Arbitrary<Input> = fc.oneof(
  { weight: 3, arbitrary: text.map((text) => ({ text })) },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES).map((name) => ({ name })) },
  { weight: 1, arbitrary: text.map((text) => ({ pasted: `${text}\n${text}` })) },
  // Includes lone surrogates.
  { weight: 1, arbitrary: fc.nat(0xffff).map((unit) => ({ text: String.fromCharCode(unit) })) },
);
const keys = fc.array(key, { maxLength: 60, size: "max" });

function enter(editor: LineEditor, input: Input): EditorAction {
  return "pasted" in input ? editor.onPaste(input.pasted) : editor.onKey(input);
}

const candidates = ["/help", "/helmet", "日本", "bad\x1b[2J"];

/** Characters that change how a terminal shows text, including the line feed. */
const CONTROL = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;

holds(
  "whatever the user types, LineEditor holds printable text with the cursor between two characters",
  fc.property(keys, (keys) => {
    const editor = new LineEditor(() => candidates);
    for (const key of keys) {
      const action = enter(editor, key);
      assert.doesNotMatch(editor.text.replaceAll(/[\n\t]/g, ""), CONTROL);
      assert.doesNotMatch(editor.view.text, CONTROL);
      assert(editor.text.isWellFormed());
      assert(editor.cursor >= 0 && editor.cursor <= editor.text.length);
      const at = graphemeAt(editor.text, editor.cursor);
      assert(at === undefined || at.start === editor.cursor, "the cursor is inside a character");
      if (action.type === "submit") assert.equal(editor.text, "");
    }
  }),
);

const screen = fc.record({
  columns: fc.integer({ min: 2, max: 90 }),
  rows: fc.integer({ min: 1, max: 30 }),
});

holds(
  "whatever the user types, layOut keeps the rows and the cursor on the screen",
  fc.property(keys, screen, fc.constantFrom("", "> ", "[日本語] "), (keys, screen, prompt) => {
    const editor = new LineEditor();
    let before = layOut({ prompt, text: "", cursor: 0, ...screen });
    for (const key of keys) {
      enter(editor, key);
      const layout = layOut({ ...editor.view, ...screen, prompt });
      assert(layout.rows.length <= screen.rows);
      for (const row of layout.rows) {
        const widths = graphemes(row).map((grapheme) => widestOf(grapheme));
        const width = widths.reduce((sum, width) => sum + width, 0);
        // A single character with many wide marks may be wider than a narrow screen.
        assert(width <= screen.columns || widths.length === 1, row);
      }
      assert(layout.cursor.row >= 0 && layout.cursor.row < layout.rows.length);
      assert(layout.cursor.column >= 0 && layout.cursor.column <= screen.columns);
      const erased = erase(layout.cursor.row, screen.columns);
      for (const painted of [draw(layout), update(before, layout), erased]) {
        // deno-lint-ignore no-control-regex
        const rest = painted.replace(/\x1b\[(\d+[ABC]|J)|\r\n?/g, "");
        assert.doesNotMatch(rest, CONTROL);
      }
      before = layout;
    }
  }),
  40,
);

const untrusted = fc.oneof(
  text,
  fc.string({ unit: "binary" }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
);

holds(
  "safeText leaves no control character, and keeps safe text unchanged",
  fc.property(untrusted, (text) => {
    const safe = safeText(text);
    assert.doesNotMatch(safe.replaceAll("\n", ""), CONTROL);
    assert(safe.isWellFormed());
    assert.equal(safeText(safe), safe);
    if (!CONTROL.test(text) && text.isWellFormed()) assert.equal(safe, text);
  }),
);

holds(
  "safeText makes a status one line, whatever the user's name",
  fc.property(untrusted, (name) => {
    const peer = { transport: "tcp", hostname: "127.0.0.1", port: 1 } as const;
    const line = statusLine({ type: "named", peer, name, dialect: "channel" });
    assert.doesNotMatch(safeText(line).replaceAll("\n", "␊"), CONTROL);
  }),
);
