import { deepEqual, equal } from "node:assert/strict";
import { layOut, type LayoutOptions, rowsTaken } from "../../lib/terminal/layout.ts";

function laidOut(text: string, options: Partial<LayoutOptions> = {}) {
  return layOut({ prompt: "> ", text, cursor: text.length, columns: 6, rows: 24, ...options });
}

Deno.test("layOut puts prompt and line in one row when they fit", () => {
  const { rows, cursor, end } = laidOut("abc");
  deepEqual(rows, ["> abc"]);
  deepEqual(cursor, { row: 0, column: 5 });
  deepEqual(end, cursor);
});

Deno.test("layOut shows just the prompt for an empty line, and nothing for no prompt", () => {
  deepEqual(laidOut("").rows, ["> "]);
  deepEqual(laidOut("").cursor, { row: 0, column: 2 });
  deepEqual(laidOut("", { prompt: "" }).rows, [""]);
  deepEqual(laidOut("", { prompt: "" }).cursor, { row: 0, column: 0 });
});

Deno.test("layOut starts a row after a completely full one", () => {
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

Deno.test("layOut moves a wide character that does not fit to the next row", () => {
  deepEqual(laidOut("ab日").rows, ["> ab日", ""]);
  deepEqual(laidOut("abc日").rows, ["> abc", "日"]);
  deepEqual(laidOut("abc日").cursor, { row: 1, column: 2 });
  deepEqual(laidOut("abc日", { cursor: 3 }).cursor, { row: 1, column: 0 });
  deepEqual(laidOut("日本日本").rows, ["> 日本", "日本"]);
});

Deno.test("layOut counts a grapheme of several characters once", () => {
  deepEqual(laidOut("e\u0301").cursor, { row: 0, column: 3 });
  deepEqual(laidOut("👩‍🚀").cursor, { row: 0, column: 4 });
  deepEqual(laidOut("abce\u0301").rows, ["> abce\u0301", ""]);
  deepEqual(laidOut("abc👩‍🚀x").rows, ["> abc", "👩‍🚀x"]);
});

Deno.test("layOut does not let the line's first character melt into the prompt", () => {
  deepEqual(laidOut("\u0301a", { cursor: 0 }).cursor, { row: 0, column: 2 });
  deepEqual(laidOut("\u0301a").cursor, { row: 0, column: 3 });
});

Deno.test("layOut wraps a prompt that is wider than the screen", () => {
  const { rows, cursor } = laidOut("x", { prompt: "[Long name] " });
  deepEqual(rows, ["[Long ", "name] ", "x"]);
  deepEqual(cursor, { row: 2, column: 1 });
});

Deno.test("layOut ends on a screen too narrow for a wide character", () => {
  deepEqual(laidOut("日本", { prompt: "", columns: 1 }).rows, ["日", "本", ""]);
});

Deno.test("layOut shows the rows around the cursor of a line longer than the screen", () => {
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

Deno.test("rowsTaken counts the rows of a row that is re-wrapped", () => {
  equal(rowsTaken("", 4), 1);
  equal(rowsTaken("abcd", 4), 1);
  equal(rowsTaken("abcde", 4), 2);
  equal(rowsTaken("abc日d", 4), 2);
  equal(rowsTaken("日日日日", 3), 4);
});
