import { graphemes } from "./graphemes.ts";
import { type Layout, layOut, type LayoutOptions } from "./layout.ts";
import { type AmbiguousWidth, isAmbiguous } from "./width.ts";

/** How often the terminal is asked before the matter is left open. */
const MAX_QUESTIONS = 3;

/**
 * Finds out how wide the terminal shows ambiguous characters, by where its cursor is behind some. A
 * terminal that gives no answer is not waited for.
 */
export class WidthProbe {
  #ambiguous: AmbiguousWidth | undefined;
  #questions = 0;
  /** The columns of the cursor, counted from 0, that mean narrow and wide characters. */
  #expected: { readonly narrow: number; readonly wide: number } | undefined;

  /** The width of ambiguous characters, if the terminal has told. */
  get ambiguous(): AmbiguousWidth | undefined {
    return this.#ambiguous;
  }

  /**
   * Returns whether the terminal should be asked for the position of its cursor now, after it has
   * been shown `layout` of the line in `options`.
   */
  shouldAsk(layout: Layout, options: LayoutOptions): boolean {
    const isOver = this.#ambiguous !== undefined || this.#questions >= MAX_QUESTIONS;
    if (isOver || this.#expected !== undefined || layout.rows.length > 1) return false;
    const isAtEnd = layout.cursor.column === layout.end.column;
    if (!isAtEnd || !graphemes(layout.beforeCursor ?? "").some(isAmbiguous)) return false;
    const wide = layOut({ ...options, ambiguous: 2 });
    if (wide.rows.length > 1) return false;
    this.#questions++;
    this.#expected = { narrow: layout.cursor.column, wide: wide.cursor.column };
    return true;
  }

  /** Takes the terminal's answer: its cursor's column, counted from 0. */
  onPosition(column: number): void {
    if (column === this.#expected?.narrow) this.#ambiguous = 1;
    if (column === this.#expected?.wide) this.#ambiguous = 2;
    this.#expected = undefined;
  }
}
