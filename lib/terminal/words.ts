import { graphemes } from "./graphemes.ts";

/** Reports whether a grapheme is part of a word. */
export type WordTest = (grapheme: string) => boolean;

/** Words of letters and digits, as Alt+B and Alt+F use them. */
export const isLetterOrDigit: WordTest = (grapheme) => /[\p{L}\p{N}_]/u.test(grapheme);

/** Words between white space, as Ctrl+W uses them. */
export const isNotSpace: WordTest = (grapheme) => !/\s/u.test(grapheme);

/**
 * Returns the offset at which the last word of `text` starts, or 0 if there is none.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(lastWordStart("one two  ", isLetterOrDigit), 4);
 * ```
 */
export function lastWordStart(text: string, isWord: WordTest): number {
  const rest = graphemes(text);
  while (rest.length > 0 && !isWord(rest.at(-1)!)) rest.pop();
  while (rest.length > 0 && isWord(rest.at(-1)!)) rest.pop();
  return rest.join("").length;
}

/**
 * Returns the offset at which the first word of `text` ends, or the length of `text` if there is
 * none.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(firstWordEnd("  one two", isLetterOrDigit), 5);
 * ```
 */
export function firstWordEnd(text: string, isWord: WordTest): number {
  const rest = graphemes(text).reverse();
  while (rest.length > 0 && !isWord(rest.at(-1)!)) rest.pop();
  while (rest.length > 0 && isWord(rest.at(-1)!)) rest.pop();
  return text.length - rest.join("").length;
}
