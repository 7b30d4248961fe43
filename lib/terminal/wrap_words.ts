import { eachGrapheme } from "./graphemes.ts";
import { widthOf } from "./width.ts";

/**
 * Wraps a line at blanks, so that no word that fits in a row is cut in two. A longer word is left to
 * the terminal. Only the blank at which the text is wrapped goes.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(wrapWords("[bob] where is everybody", 12), ["[bob] where", "is everybody"]);
 * ```
 *
 * @param columns The width of the screen.
 */
export function wrapWords(line: string, columns: number): string[] {
  const rows: string[] = [];
  let [rowStart, width] = [0, 0];
  /** The last blank in the row, and the width of the text behind it. */
  let [blank, widthBehind] = [-1, 0];
  /** Whether the row has more than blanks: an indentation is no place to wrap at. */
  let hasText = false;
  eachGrapheme(line, (start, end) => {
    const grapheme = line.slice(start, end);
    const own = widthOf(grapheme);
    width += own;
    widthBehind += own;
    if (grapheme === " ") {
      if (hasText) [blank, widthBehind] = [start, 0];
      return;
    }
    hasText = true;
    if (width > columns && blank >= 0) {
      rows.push(line.slice(rowStart, blank).trimEnd());
      [rowStart, blank, width] = [blank + 1, -1, widthBehind];
    } else if (width > columns) {
      // The terminal itself begins a new row here.
      width = own;
    }
  });
  return [...rows, line.slice(rowStart)];
}
