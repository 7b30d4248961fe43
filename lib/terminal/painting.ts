import { countWrappedRows, type Layout, type Position, wrappedCursorRow } from "./layout.ts";

/** Returns the characters that draw `layout`, starting in an empty row. */
export function draw(layout: Layout): string {
  return content(layout) + move(layout.end, layout.cursor);
}

/**
 * Returns the characters that erase `layout` and leave the cursor at the start of its first row.
 *
 * @param columns The present width of the screen. A terminal that became narrower has re-wrapped
 * the rows.
 */
export function erase(layout: Layout, columns: number): string {
  const { rows, cursor } = layout;
  const above = rows.slice(0, cursor.row)
    .reduce((sum, row) => sum + countWrappedRows(row, columns), 0) +
    wrappedCursorRow(rows[cursor.row]!, cursor.column, columns);
  return "\r" + " ".repeat(Math.min(4, columns)) + "\r" + up(above) + "\x1b[J";
}

/**
 * Returns the characters that turn `from`, which is on the screen, into `to`. Typing at the end and
 * moving the cursor take only a few.
 */
export function update(from: Layout, to: Layout): string {
  const [before, after] = [content(from), content(to)];
  if (from.columns === to.columns) {
    if (after === before) return move(from.cursor, to.cursor);
    if (after.startsWith(before) && isSame(from.cursor, from.end)) {
      return after.slice(before.length) + move(to.end, to.cursor);
    }
  }
  return erase(from, to.columns) + draw(to);
}

/** Returns the characters that move the cursor to the start of the row below `layout`. */
export function moveBelow(layout: Layout): string {
  return move(layout.cursor, layout.end) + "\r\n";
}

// With line breaks of its own, as a terminal that becomes wider joins the rows that it wrapped.
function content(layout: Layout): string {
  return layout.rows.join("\r\n");
}

function move(from: Position, to: Position): string {
  if (isSame(from, to)) return "";
  return "\r" + up(from.row - to.row) + down(to.row - from.row) + right(to.column);
}

function isSame(a: Position, b: Position): boolean {
  return a.row === b.row && a.column === b.column;
}

const up = (rows: number) => rows > 0 ? `\x1b[${rows}A` : "";
const down = (rows: number) => rows > 0 ? `\x1b[${rows}B` : "";
const right = (columns: number) => columns > 0 ? `\x1b[${columns}C` : "";
