import { graphemes } from "./graphemes.ts";

/**
 * Gives what the word being typed may become: whole words that replace it. The word is what stands
 * behind the last space of the text before the cursor.
 */
export type Complete = (textBeforeCursor: string) => readonly string[];

/**
 * `before` with its last word completed as far as the candidates allow: one of them in full and a
 * space, of several what they have in common, when that is longer than the word.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(completed("/msg al", ["alice"]), "/msg alice ");
 * equal(completed("/msg b", ["bob", "boris"]), "/msg bo");
 * ```
 */
export function completed(before: string, candidates: readonly string[]): string {
  const start = before.lastIndexOf(" ") + 1;
  if (candidates.length === 1) return `${before.slice(0, start)}${candidates[0]} `;
  const common = commonStart(candidates);
  return common.length > before.length - start ? before.slice(0, start) + common : before;
}

/** What all words start with, no character cut. */
function commonStart(words: readonly string[]): string {
  const [first = [], ...others] = words.map(graphemes);
  const differs = first.findIndex((one, at) => others.some((other) => other[at] !== one));
  return first.slice(0, differs < 0 ? first.length : differs).join("");
}
