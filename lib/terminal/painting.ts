import type { Layout, Position } from "./layout.ts";

/** Returns the characters that draw `layout`, starting in an empty row. */
export function draw(layout: Layout): string {
  return content(layout) + newRow(layout) + moveToCursor(layout);
}

/**
 * Returns the characters that erase rows of a layout and leave the cursor at the start of the first.
 *
 * @param rowsAbove The number of rows above the cursor.
 * @param columns The present width of the screen.
 */
export function erase(rowsAbove: number, columns: number): string {
  return "\r" + " ".repeat(Math.min(4, columns)) + "\r" + up(rowsAbove) + "\x1b[J";
}

/**
 * Returns the characters that turn `from`, which is on the screen, into `to`, which has the same
 * width. Typing at the end and moving the cursor take only a few.
 */
export function update(from: Layout, to: Layout): string {
  const [before, after] = [content(from), content(to)];
  if (after === before) return isSame(from.cursor, to.cursor) ? "" : move(from.cursor, to);
  if (after.startsWith(before) && isSame(from.cursor, from.end)) {
    return after.slice(before.length) + newRow(to) + moveToCursor(to);
  }
  return erase(from.cursor.row, to.columns) + draw(to);
}

/** Returns the characters that move the cursor to the start of the row below `layout`. */
export function moveBelow(layout: Layout): string {
  return down(layout.end.row - layout.cursor.row) + "\r\n";
}

function content({ rows, breaks }: Layout): string {
  return rows.map((row, at) => breaks[at] ? row + "\r\n" : row).join("");
}

/** Returns what makes the terminal begin the empty last row: it wraps only when more follows. */
function newRow({ rows, breaks }: Layout): string {
  return rows.length > 1 && rows.at(-1) === "" && !breaks.at(-1) ? " \r" : "";
}

function moveToCursor(layout: Layout): string {
  return isSame(layout.end, layout.cursor) ? "" : move(layout.end, layout);
}

function move(from: Position, { cursor, beforeCursor }: Layout): string {
  return "\r" + up(from.row - cursor.row) + down(cursor.row - from.row) +
    (beforeCursor ?? right(cursor.column));
}

function isSame(a: Position, b: Position): boolean {
  return a.row === b.row && a.column === b.column;
}

const up = (rows: number) => rows > 0 ? `\x1b[${rows}A` : "";
const down = (rows: number) => rows > 0 ? `\x1b[${rows}B` : "";
const right = (columns: number) => columns > 0 ? `\x1b[${columns}C` : "";
