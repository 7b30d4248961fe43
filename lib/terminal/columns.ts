import { widthOfText } from "./width.ts";

/** The blanks between two columns. */
const GAP = 2;

/**
 * Lays words out in columns, read from top to bottom, in as few rows as the width allows.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(inColumns(["alice", "bob", "carol", "dave", "eve"], 12), "alice  dave\nbob    eve\ncarol");
 * ```
 *
 * @param words The words, safe to print.
 * @param width The width of the screen, in columns.
 */
export function inColumns(words: readonly string[], width: number): string {
  const widths = words.map(widthOfText);
  for (let rows = 1;; rows++) {
    const columns = columnWidths(widths, rows);
    const total = columns.reduce((sum, each) => sum + each, 0) + GAP * (columns.length - 1);
    if (total <= width || rows >= words.length) return table(words, widths, columns, rows);
  }
}

/** Returns the width of each column of `rows` rows. */
function columnWidths(widths: readonly number[], rows: number): number[] {
  const columns: number[] = [];
  for (let first = 0; first < widths.length; first += rows) {
    columns.push(Math.max(...widths.slice(first, first + rows)));
  }
  return columns;
}

function table(
  words: readonly string[],
  widths: readonly number[],
  columns: readonly number[],
  rows: number,
): string {
  const lines = Array.from({ length: Math.min(rows, words.length) }, (_, row) => {
    let line = "";
    columns.forEach((column, at) => {
      const index = at * rows + row;
      const word = words[index];
      if (word === undefined) return;
      const isLast = index + rows >= words.length;
      line += word + (isLast ? "" : " ".repeat(column - widths[index]! + GAP));
    });
    return line;
  });
  return lines.join("\n");
}
