import { graphemes, segments } from "./graphemes.ts";
import { widthOf } from "./width.ts";

/** A place in a layout, counted from 0. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

/** The prompt and the line being typed, cut into the rows of a screen. */
export interface Layout {
  /** What stands in each row; none is wider than `columns`. */
  readonly rows: readonly string[];
  readonly cursor: Position;
  /** Where the cursor is when just the rows were written, with a line break between each two. */
  readonly end: Position;
  /** The screen's width that this was made for. */
  readonly columns: number;
}

/** What there is to lay out, and the room for it. */
export interface LayoutOptions {
  readonly prompt: string;
  /** The line being typed; without control characters. */
  readonly text: string;
  /** The cursor's offset into `text`, in UTF-16 units. */
  readonly cursor: number;
  /** The screen's width, in columns. */
  readonly columns: number;
  /** The screen's height; of a layout that is higher the part around the cursor is given. */
  readonly rows: number;
}

/**
 * Cuts prompt and line into rows. A wide character that does not fit at the right edge goes to the
 * next row. The place after a completely full last row is the start of a new row.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * const { rows, cursor } = layOut({ prompt: "> ", text: "abc日", cursor: 3, columns: 6, rows: 24 });
 * deepEqual(rows, ["> abc", "日"]);
 * deepEqual(cursor, { row: 1, column: 0 });
 * ```
 */
export function layOut(options: LayoutOptions): Layout {
  const { prompt, text, columns } = options;
  const page = new Page(columns);
  for (const grapheme of graphemes(prompt)) page.put(grapheme);
  let cursor: Position | undefined;
  for (const { segment, index } of segments(text)) {
    const position = page.put(segment);
    if (index === options.cursor) cursor = position;
  }
  const end = page.end();
  return around(cursor ?? end, { rows: page.rows, end, columns }, options.rows);
}

/** How many rows a terminal makes of `row` when it re-wraps it to `columns`. */
export function rowsTaken(row: string, columns: number): number {
  const page = new Page(columns);
  for (const grapheme of graphemes(row)) page.put(grapheme);
  return page.rows.length;
}

/**
 * In which of the rows that a terminal makes of `row` when it re-wraps it to `columns` the cursor is
 * that was at `column`. Behind a row that is full by then it stays where it is: none is begun for it.
 */
export function rowOfCursor(row: string, column: number, columns: number): number {
  const page = new Page(columns);
  let width = 0;
  for (const grapheme of graphemes(row)) {
    page.put(grapheme);
    width += widthOf(grapheme);
    if (width > column) break;
  }
  return page.rows.length - 1;
}

/** Rows that fill up. */
class Page {
  readonly rows = [""];
  #column = 0;
  #columns: number;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** Puts a grapheme where there is room for it, and tells where that was. */
  put(grapheme: string): Position {
    const width = widthOf(grapheme);
    if (this.#column > 0 && this.#column + width > this.#columns) this.#newRow();
    const position = { row: this.rows.length - 1, column: this.#column };
    this.rows[position.row] += grapheme;
    this.#column += width;
    return position;
  }

  /** The place after everything. */
  end(): Position {
    if (this.#column >= this.#columns) this.#newRow();
    return { row: this.rows.length - 1, column: this.#column };
  }

  #newRow(): void {
    this.rows.push("");
    this.#column = 0;
  }
}

/** As much of a layout as a screen of `height` rows holds, the cursor in the middle if possible. */
function around(cursor: Position, whole: Omit<Layout, "cursor">, height: number): Layout {
  const { rows, end, columns } = whole;
  const hidden = Math.max(0, rows.length - height);
  if (hidden === 0) return { ...whole, cursor };
  const first = Math.max(0, Math.min(cursor.row - Math.floor(height / 2), hidden));
  const shown = rows.slice(first, first + height);
  return {
    rows: shown,
    cursor: { row: cursor.row - first, column: cursor.column },
    end: { row: shown.length - 1, column: first === hidden ? end.column : columns },
    columns,
  };
}
