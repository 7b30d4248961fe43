import { graphemes } from "./graphemes.ts";

/** Tells whether a grapheme is part of a word. */
export type WordTest = (grapheme: string) => boolean;

/** Words of letters and digits: those that Alt+B and Alt+F walk. */
export const byLetters: WordTest = (grapheme) => /[\p{L}\p{N}_]/u.test(grapheme);

/** Words between spaces: those that Ctrl+W takes away. */
export const bySpaces: WordTest = (grapheme) => !/\s/u.test(grapheme);

/**
 * The offset at which the last word of `text` starts, 0 when there is none.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(lastWordStart("one two  ", byLetters), 4);
 * ```
 */
export function lastWordStart(text: string, isWord: WordTest): number {
  const rest = graphemes(text);
  while (rest.length > 0 && !isWord(rest.at(-1)!)) rest.pop();
  while (rest.length > 0 && isWord(rest.at(-1)!)) rest.pop();
  return rest.join("").length;
}

/**
 * The offset at which the first word of `text` ends, its length when there is none.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(firstWordEnd("  one two", byLetters), 5);
 * ```
 */
export function firstWordEnd(text: string, isWord: WordTest): number {
  const rest = graphemes(text).reverse();
  while (rest.length > 0 && !isWord(rest.at(-1)!)) rest.pop();
  while (rest.length > 0 && isWord(rest.at(-1)!)) rest.pop();
  return text.length - rest.join("").length;
}
