import { eachGrapheme } from "./graphemes.ts";
import { type AmbiguousWidth, isDoubtful, widestOf } from "./width.ts";

/** A place in a layout; rows and columns count from 0. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

/** The prompt and the line being typed, split into the rows of a screen. */
export interface Layout {
  /** The text of each row; none is wider than `columns`. */
  readonly rows: readonly string[];
  /**
   * Whether a line break of our own has to follow each row. The terminal wraps the others itself, so
   * that it can re-wrap them when its width changes.
   */
  readonly breaks: readonly boolean[];
  readonly cursor: Position;
  /**
   * The text before the cursor in its row, if terminals may disagree on its width: the cursor gets to
   * its place by writing that again. Otherwise `undefined`.
   */
  readonly beforeCursor: string | undefined;
  /** The position of the terminal's cursor after writing the rows. */
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
  /** The width of ambiguous characters on this terminal, if it is known. */
  readonly ambiguous?: AmbiguousWidth | undefined;
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
  const { prompt, text, columns, ambiguous } = options;
  const wrapper = new RowWrapper(prompt + text, columns, ambiguous);
  wrapper.addAll(prompt, 0);
  wrapper.cursorOffset = prompt.length + options.cursor;
  // Apart from the prompt, so that a mark at the start of the line does not join with that.
  wrapper.addAll(text, prompt.length);
  return wrapper.layout(options.rows);
}

/**
 * Returns where the cursor is in `layout` after the terminal's width has changed to `columns`: on a
 * terminal that has re-wrapped the rows, and on one that has kept them.
 *
 * @param narrowest The smallest width that the terminal has had meanwhile.
 */
export function afterResize(
  layout: Layout,
  columns: number,
  narrowest = columns,
): { readonly wrapped: Position; readonly kept: Position } {
  const { cursor, rows, breaks } = layout;
  const kept = { row: cursor.row, column: Math.min(cursor.column, narrowest - 1) };
  if (columns === layout.columns) return { wrapped: cursor, kept };
  let above = 0;
  let logical = "";
  for (let row = 0; row < cursor.row; row++) {
    logical += rows[row]!;
    if (!breaks[row]) continue;
    above += layOut({ ...EMPTY, text: logical, cursor: 0, columns }).rows.length;
    logical = "";
  }
  const offset = logical.length + offsetOf(rows[cursor.row]!, cursor.column);
  // The rows behind the cursor's matter only as far as they tell whether something follows it.
  const text = logical + rows[cursor.row]! + (breaks[cursor.row] ? "" : rows[cursor.row + 1] ?? "");
  const position = layOut({ ...EMPTY, text, cursor: offset, columns }).cursor;
  return { wrapped: { row: above + position.row, column: position.column }, kept };
}

const EMPTY = { prompt: "", rows: Infinity };

/** Returns the offset into `row` of the grapheme at `column`. */
function offsetOf(row: string, column: number): number {
  let [width, offset] = [0, row.length];
  eachGrapheme(row, (start, end) => {
    if (width >= column) offset = Math.min(offset, start);
    width += widestOf(row.slice(start, end));
  });
  return offset;
}

/** Fills rows of a fixed width with the graphemes of a text. */
class RowWrapper {
  cursorOffset = Infinity;
  readonly #text: string;
  readonly #columns: number;
  readonly #ambiguous: AmbiguousWidth | undefined;
  /** The offset of each row into the text, and whether a break of our own follows the row. */
  readonly #starts = [0];
  readonly #breaks: boolean[] = [];
  #column = 0;
  /** Whether terminals may disagree on the width of the row so far. */
  #isDoubtful = false;
  #cursor: Position | undefined;
  #beforeCursor: string | undefined;

  constructor(text: string, columns: number, ambiguous: AmbiguousWidth | undefined) {
    this.#text = text;
    this.#columns = columns;
    this.#ambiguous = ambiguous;
  }

  /** Adds a part of the text, which starts at `offset`. */
  addAll(part: string, offset: number): void {
    eachGrapheme(part, (start, end) => this.#add(part.slice(start, end), offset + start));
  }

  layout(height: number): Layout {
    if (this.#column >= this.#columns) this.#newRow(this.#text.length);
    if (this.#cursor === undefined) this.#placeCursor(this.#text.length);
    return this.#rowsAround(this.#cursor!, height);
  }

  #add(grapheme: string, offset: number): void {
    const width = widestOf(grapheme, this.#ambiguous);
    const isInDoubt = isDoubtful(grapheme, this.#ambiguous);
    if (this.#column > 0 && this.#column + width > this.#columns) this.#newRow(offset, isInDoubt);
    if (this.#cursor === undefined && offset >= this.cursorOffset) this.#placeCursor(offset);
    this.#column += width;
    this.#isDoubtful ||= isInDoubt;
  }

  #placeCursor(offset: number): void {
    this.#cursor = { row: this.#starts.length - 1, column: this.#column };
    this.#beforeCursor = this.#isDoubtful
      ? this.#text.slice(this.#starts.at(-1), offset)
      : undefined;
  }

  /** @param isNextInDoubt Whether terminals may disagree on the width of the next character. */
  #newRow(offset: number, isNextInDoubt = false): void {
    const isFull = this.#column === this.#columns;
    this.#starts.push(offset);
    // Where the terminal itself would wrap has to be certain.
    this.#breaks.push(this.#isDoubtful || (isNextInDoubt && !isFull) || this.#columns < 2);
    this.#column = 0;
    this.#isDoubtful = false;
  }

  /** Returns up to `height` rows of the layout, with the cursor in the middle where possible. */
  #rowsAround(cursor: Position, height: number): Layout {
    const hidden = Math.max(0, this.#starts.length - height);
    const first = Math.max(0, Math.min(cursor.row - Math.floor(height / 2), hidden));
    const starts = this.#starts.slice(first, first + height);
    const rows = starts.map((start, row) => this.#text.slice(start, this.#starts[first + row + 1]));
    return {
      rows,
      breaks: this.#breaks.slice(first, first + rows.length - 1),
      cursor: { row: cursor.row - first, column: cursor.column },
      beforeCursor: this.#beforeCursor,
      end: { row: rows.length - 1, column: first === hidden ? this.#column : this.#columns },
      columns: this.#columns,
    };
  }
}
