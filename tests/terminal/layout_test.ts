import { deepEqual, equal } from "node:assert/strict";
import { countWrappedRows, layOut, type LayoutOptions } from "../../lib/terminal/layout.ts";

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
  deepEqual(laidOut("👩‍🚀").cursor, { row: 0, column: 4 });
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

Deno.test("countWrappedRows counts the rows that a re-wrapped row takes", () => {
  equal(countWrappedRows("", 4), 1);
  equal(countWrappedRows("abcd", 4), 1);
  equal(countWrappedRows("abcde", 4), 2);
  equal(countWrappedRows("abc日d", 4), 2);
  equal(countWrappedRows("日日日日", 3), 4);
});
