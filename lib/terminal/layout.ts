import { graphemes, segments } from "./graphemes.ts";
import { widthOf } from "./width.ts";

/** A place in a layout; rows and columns count from 0. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

/** The prompt and the line being typed, split into the rows of a screen. */
export interface Layout {
  /** The text of each row; none is wider than `columns`. */
  readonly rows: readonly string[];
  readonly cursor: Position;
  /** The position of the terminal's cursor after writing the rows, with line breaks between them. */
  readonly end: Position;
  /** The width of the screen that this layout is for. */
  readonly columns: number;
}

/** The input of {@linkcode layOut}. */
export interface LayoutOptions {
  readonly prompt: string;
  /** The line being typed, without control characters. */
  readonly text: string;
  /** The cursor's offset into `text`, in UTF-16 units. */
  readonly cursor: number;
  /** The width of the screen, in columns. */
  readonly columns: number;
  /** The height of the screen. A taller layout is reduced to the rows around the cursor. */
  readonly rows: number;
}

/**
 * Splits the prompt and the line into rows. A wide character that does not fit at the right edge
 * moves to the next row. When the last row is full, the cursor behind it starts a new row.
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
  const wrapper = new RowWrapper(columns);
  for (const grapheme of graphemes(prompt)) wrapper.add(grapheme);
  let cursor: Position | undefined;
  for (const { segment, index } of segments(text)) {
    const position = wrapper.add(segment);
    if (index === options.cursor) cursor = position;
  }
  const end = wrapper.end();
  return rowsAround(cursor ?? end, { rows: wrapper.rows, end, columns }, options.rows);
}

/** Returns the number of rows that `row` takes after a terminal re-wraps it to `columns`. */
export function countWrappedRows(row: string, columns: number): number {
  const wrapper = new RowWrapper(columns);
  for (const grapheme of graphemes(row)) wrapper.add(grapheme);
  return wrapper.rows.length;
}

/**
 * Returns the row that the cursor is in after a terminal re-wraps `row` to `columns`, counted from
 * the first row made of it. A cursor behind a row that is now exactly full stays in that row, as
 * terminals begin no new row for it.
 *
 * @param column The cursor's column before.
 */
export function wrappedCursorRow(row: string, column: number, columns: number): number {
  const wrapper = new RowWrapper(columns);
  let width = 0;
  for (const grapheme of graphemes(row)) {
    wrapper.add(grapheme);
    width += widthOf(grapheme);
    if (width > column) break;
  }
  return wrapper.rows.length - 1;
}

/** Fills rows of a fixed width with graphemes. */
class RowWrapper {
  readonly rows = [""];
  #column = 0;
  #columns: number;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** Adds a grapheme and returns its position. */
  add(grapheme: string): Position {
    const width = widthOf(grapheme);
    if (this.#column > 0 && this.#column + width > this.#columns) this.#newRow();
    const position = { row: this.rows.length - 1, column: this.#column };
    this.rows[position.row] += grapheme;
    this.#column += width;
    return position;
  }

  /** Returns the position after the last grapheme, in a new row if the last row is full. */
  end(): Position {
    if (this.#column >= this.#columns) this.#newRow();
    return { row: this.rows.length - 1, column: this.#column };
  }

  #newRow(): void {
    this.rows.push("");
    this.#column = 0;
  }
}

/** Returns up to `height` rows of a layout, with the cursor in the middle where possible. */
function rowsAround(cursor: Position, whole: Omit<Layout, "cursor">, height: number): Layout {
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
