import { type Layout, type Position, rowOfCursor, rowsTaken } from "./layout.ts";

/** The characters that draw `layout`, from the start of an empty row on. */
export function draw(layout: Layout): string {
  return content(layout) + move(layout.end, layout.cursor);
}

/**
 * The characters that wipe `layout` from a screen that has `columns` columns by now, and leave the
 * cursor where its first row started. A terminal that became narrower has re-wrapped the rows.
 */
export function erase(layout: Layout, columns: number): string {
  const { rows, cursor } = layout;
  const above = rows.slice(0, cursor.row)
    .reduce((sum, row) => sum + rowsTaken(row, columns), 0) +
    rowOfCursor(rows[cursor.row]!, cursor.column, columns);
  return "\r" + " ".repeat(Math.min(4, columns)) + "\r" + up(above) + "\x1b[J";
}

/** The fewest characters that turn `from`, which is on the screen, into `to`. */
export function update(from: Layout, to: Layout): string {
  const [before, after] = [content(from), content(to)];
  if (from.columns === to.columns) {
    if (after === before) return move(from.cursor, to.cursor);
    if (after.startsWith(before) && same(from.cursor, from.end)) {
      return after.slice(before.length) + move(to.end, to.cursor);
    }
  }
  return erase(from, to.columns) + draw(to);
}

/** The characters that bring the cursor to the start of the row below `layout`. */
export function goBelow(layout: Layout): string {
  return move(layout.cursor, layout.end) + "\r\n";
}

// Own breaks, not the terminal's wrapping: so a terminal that becomes wider joins no rows.
function content(layout: Layout): string {
  return layout.rows.join("\r\n");
}

function move(from: Position, to: Position): string {
  if (same(from, to)) return "";
  return "\r" + up(from.row - to.row) + down(to.row - from.row) + right(to.column);
}

function same(a: Position, b: Position): boolean {
  return a.row === b.row && a.column === b.column;
}

const up = (rows: number) => rows > 0 ? `\x1b[${rows}A` : "";
const down = (rows: number) => rows > 0 ? `\x1b[${rows}B` : "";
const right = (columns: number) => columns > 0 ? `\x1b[${columns}C` : "";
