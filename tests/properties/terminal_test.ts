import assert from "node:assert/strict";
import fc from "fast-check";
import { statusLine } from "../../lib/net/status.ts";
import { graphemes, segments } from "../../lib/terminal/graphemes.ts";
import { layOut } from "../../lib/terminal/layout.ts";
import { type Key, LineEditor } from "../../lib/terminal/line_editor.ts";
import { draw, erase, update } from "../../lib/terminal/painting.ts";
import { safeText } from "../../lib/terminal/safe_text.ts";
import { widthOf } from "../../lib/terminal/width.ts";
import { holds } from "./holds.ts";
import { text } from "./streams.ts";

const NAMES = [
  ..."abcdefghijklmnopqrstuvwxyz",
  ...[
    "left",
    "right",
    "up",
    "down",
    "home",
    "end",
    "backspace",
    "delete",
    "return",
    "enter",
    "tab",
  ],
];
const key: fc.Arbitrary<Key> = fc.oneof(
  { weight: 3, arbitrary: text.map((sequence) => ({ sequence })) },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constantFrom(...NAMES),
      sequence: fc.string({ unit: "binary", maxLength: 2 }),
      ctrl: fc.boolean(),
      meta: fc.boolean(),
    }),
  },
  // Includes lone surrogates.
  { weight: 1, arbitrary: fc.nat(0xffff).map((unit) => ({ sequence: String.fromCharCode(unit) })) },
);
const keys = fc.array(key, { maxLength: 60, size: "max" });
const candidates = ["/help", "/helmet", "日本", "bad\x1b[2J"];

/** Characters that change how a terminal shows text, including the line feed. */
const CONTROL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

holds(
  "whatever the user types, LineEditor holds printable text with the cursor between two characters",
  fc.property(keys, (keys) => {
    const editor = new LineEditor(() => candidates);
    for (const key of keys) {
      const action = editor.onKey(key);
      assert.doesNotMatch(editor.text, CONTROL);
      assert(editor.text.isWellFormed());
      assert(editor.cursor >= 0 && editor.cursor <= editor.text.length);
      const at = segments(editor.text).containing(editor.cursor);
      assert(at === undefined || at.index === editor.cursor, "the cursor is inside a character");
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
      editor.onKey(key);
      const layout = layOut({ prompt, text: editor.text, cursor: editor.cursor, ...screen });
      assert(layout.rows.length <= screen.rows);
      for (const row of layout.rows) {
        const widths = graphemes(row).map(widthOf);
        const width = widths.reduce((sum, width) => sum + width, 0);
        // A single character with many wide marks may be wider than a narrow screen.
        assert(width <= screen.columns || widths.length === 1, row);
      }
      assert(layout.cursor.row >= 0 && layout.cursor.row < layout.rows.length);
      assert(layout.cursor.column >= 0 && layout.cursor.column <= screen.columns);
      for (const painted of [draw(layout), update(before, layout), erase(layout, screen.columns)]) {
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
