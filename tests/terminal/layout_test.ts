import { deepEqual, equal } from "node:assert/strict";
import { afterResize, layOut, type LayoutOptions } from "../../lib/terminal/layout.ts";
import { processorTime } from "../support/processor_time.ts";

function laidOut(text: string, options: Partial<LayoutOptions> = {}) {
  return layOut({ prompt: "> ", text, cursor: text.length, columns: 6, rows: 24, ...options });
}

Deno.test("layOut puts prompt and line in one row if they fit", () => {
  const { rows, cursor, end } = laidOut("abc");
  deepEqual(rows, ["> abc"]);
  deepEqual(cursor, { row: 0, column: 5 });
  deepEqual(end, cursor);
});

Deno.test("layOut shows only the prompt for an empty line, and nothing without a prompt", () => {
  deepEqual(laidOut("").rows, ["> "]);
  deepEqual(laidOut("").cursor, { row: 0, column: 2 });
  deepEqual(laidOut("", { prompt: "" }).rows, [""]);
  deepEqual(laidOut("", { prompt: "" }).cursor, { row: 0, column: 0 });
});

Deno.test("layOut starts a new row after a full one", () => {
  const { rows, cursor } = laidOut("abcd");
  deepEqual(rows, ["> abcd", ""]);
  deepEqual(cursor, { row: 1, column: 0 });
  deepEqual(laidOut("abcde").rows, ["> abcd", "e"]);
  deepEqual(laidOut("abcdefghij").rows, ["> abcd", "efghij", ""]);
});

Deno.test("layOut finds the cursor's row and column", () => {
  const at = (cursor: number) => laidOut("abcdefghijk", { cursor }).cursor;
  deepEqual(at(0), { row: 0, column: 2 });
  deepEqual(at(3), { row: 0, column: 5 });
  deepEqual(at(4), { row: 1, column: 0 });
  deepEqual(at(9), { row: 1, column: 5 });
  deepEqual(at(10), { row: 2, column: 0 });
  deepEqual(at(11), { row: 2, column: 1 });
});

Deno.test("layOut moves a wide character to the next row if it does not fit", () => {
  deepEqual(laidOut("ab日").rows, ["> ab日", ""]);
  deepEqual(laidOut("abc日").rows, ["> abc", "日"]);
  deepEqual(laidOut("abc日").cursor, { row: 1, column: 2 });
  deepEqual(laidOut("abc日", { cursor: 3 }).cursor, { row: 1, column: 0 });
  deepEqual(laidOut("日本日本").rows, ["> 日本", "日本"]);
});

Deno.test("layOut counts a grapheme of several code points once", () => {
  deepEqual(laidOut("e\u0301").cursor, { row: 0, column: 3 });
  deepEqual(laidOut("👩‍🚀", { columns: 20 }).cursor, { row: 0, column: 6 });
  deepEqual(laidOut("abce\u0301").rows, ["> abce\u0301", ""]);
  deepEqual(laidOut("abc👩‍🚀x").rows, ["> abc", "👩‍🚀x"]);
});

Deno.test("layOut never joins a combining mark at the start of the line with the prompt", () => {
  deepEqual(laidOut("\u0301a", { cursor: 0 }).cursor, { row: 0, column: 2 });
  deepEqual(laidOut("\u0301a").cursor, { row: 0, column: 3 });
});

Deno.test("layOut wraps a prompt that is wider than the screen", () => {
  const { rows, cursor } = laidOut("x", { prompt: "[Long name] " });
  deepEqual(rows, ["[Long ", "name] ", "x"]);
  deepEqual(cursor, { row: 2, column: 1 });
});

Deno.test("layOut terminates on a screen too narrow for a wide character", () => {
  deepEqual(laidOut("日本", { prompt: "", columns: 1 }).rows, ["日", "本", ""]);
});

Deno.test("layOut shows only the rows around the cursor if the line is longer than the screen", () => {
  const text = "0123456789ABCDEFGHIJ";
  const window = (cursor: number) => {
    const { rows, cursor: at } = laidOut(text, { prompt: "", columns: 4, rows: 3, cursor });
    return [rows, at.row, at.column];
  };
  deepEqual(window(0), [["0123", "4567", "89AB"], 0, 0]);
  deepEqual(window(9), [["4567", "89AB", "CDEF"], 1, 1]);
  deepEqual(window(19), [["CDEF", "GHIJ", ""], 1, 3]);
  deepEqual(window(20), [["CDEF", "GHIJ", ""], 2, 0]);
});

Deno.test("layOut shows the cursor on a screen of one row", () => {
  const { rows, cursor } = laidOut("abcdefg", { rows: 1, cursor: 5 });
  deepEqual(rows, ["efg"]);
  deepEqual(cursor, { row: 0, column: 1 });
});

Deno.test("layOut leaves wrapping to the terminal, except behind characters of doubtful width", () => {
  deepEqual(laidOut("abcdefgh").breaks, [false]);
  deepEqual(laidOut("ab🇩🇪cdefgh").breaks, [true, true]);
  deepEqual(laidOut("abé").breaks, []);
  deepEqual(laidOut("abéde").breaks, [true]);
  deepEqual(laidOut("abéde", { ambiguous: 1 }).breaks, [false]);
  deepEqual(laidOut("éde", { ambiguous: 2 }).rows, ["> éde", ""]);
});

Deno.test("layOut gives emoji of several characters the room that they may need", () => {
  deepEqual(laidOut("a🇩🇪").rows, ["> a", "🇩🇪"]);
  equal(laidOut("🇩🇪", { columns: 20 }).beforeCursor, "> 🇩🇪");
  equal(laidOut("abc", { columns: 20 }).beforeCursor, undefined);
});

Deno.test("afterResize finds the cursor on terminals that re-wrap rows and on those that keep them", () => {
  const at = (text: string, cursor: number, columns: number) => {
    const { wrapped, kept } = afterResize(laidOut(text, { cursor, columns: 10 }), columns);
    return [wrapped.row, wrapped.column, kept.row, kept.column];
  };
  deepEqual(at("abcdef", 6, 6), [1, 2, 0, 5]);
  deepEqual(at("abcd", 4, 6), [1, 0, 0, 5]);
  deepEqual(at("abcdefghij", 10, 5), [2, 2, 1, 2]);
  deepEqual(at("abcdefghij", 10, 20), [0, 12, 1, 2]);
  deepEqual(at("abcdefghij", 0, 5), [0, 2, 0, 2]);
  deepEqual(at("日本語日本語", 6, 5), [3, 2, 1, 4]);
  deepEqual(at("abc", 3, 10), [0, 5, 0, 5]);
});

Deno.test("layOut takes time in proportion to the line, whatever is in it", () => {
  for (const unit of ["a", "日", "\u0301", "👩‍", "🇩", "é", "👩‍🚀", "ؠ\u0600"]) {
    const text = unit.repeat(2 ** 20 / unit.length);
    const elapsedMs = processorTime(() => laidOut(text, { columns: 80 }));
    equal(elapsedMs < 3000, true, `${JSON.stringify(unit)}: ${elapsedMs} ms`);
  }
});
