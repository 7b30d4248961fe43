import { graphemes } from "./graphemes.ts";

/**
 * Returns the candidates for the word being typed: complete words that can replace it. The word is
 * the text between the last space before the cursor and the cursor.
 */
export type Complete = (textBeforeCursor: string) => readonly string[];

/**
 * Returns `before` with its last word completed as far as the candidates allow. A single candidate
 * replaces the word and adds a space. Several candidates replace it with their common start, if
 * that is longer than the word.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(completeLastWord("/msg al", ["alice"]), "/msg alice ");
 * equal(completeLastWord("/msg b", ["bob", "boris"]), "/msg bo");
 * ```
 */
export function completeLastWord(before: string, candidates: readonly string[]): string {
  const start = before.lastIndexOf(" ") + 1;
  if (candidates.length === 1) return `${before.slice(0, start)}${candidates[0]} `;
  const prefix = commonPrefix(candidates);
  return prefix.length > before.length - start ? before.slice(0, start) + prefix : before;
}

/**
 * Returns the words that start with the last word of `before`, in any case: those that
 * complete it anywhere in a line. An empty word has none.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(matchingWords("hello al", ["Alice", "bob", "albert"]), ["Alice", "albert"]);
 * deepEqual(matchingWords("hello ", ["Alice"]), []);
 * ```
 */
export function matchingWords(before: string, words: Iterable<string>): string[] {
  const typed = before.slice(before.lastIndexOf(" ") + 1).toLowerCase();
  if (typed === "") return [];
  return Array.from(words).filter((word) => word.toLowerCase().startsWith(typed)).sort();
}

/** Returns the graphemes with which all words start. */
function commonPrefix(words: readonly string[]): string {
  const [first = [], ...others] = words.map(graphemes);
  const mismatch = first.findIndex((one, at) => others.some((other) => other[at] !== one));
  return first.slice(0, mismatch < 0 ? first.length : mismatch).join("");
}
