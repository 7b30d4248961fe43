// Used instead of the package `string-width`, which Deno would fetch before a client starts. The
// tests compare the two.

/** Emoji of one or more characters: flags, keycaps, sequences with joiners. */
const EMOJI = /^(?:\p{RGI_Emoji}|\p{Regional_Indicator}{1,2}|\p{ExtPict}.*\u200d\p{ExtPict})/v;

/** Korean syllables of several letters, which a terminal draws as one character. */
const HANGUL = /^[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb]/u;

/** Characters without a column of their own: combining marks, joiners, variation selectors. */
const ZERO_WIDTH =
  /(?![\u0600-\u0605\u06dd\u0890\u0891\u08e2\u{110bd}\u{110cd}])[\p{Mn}\p{Me}\p{Control}\p{Format}\p{Default_Ignorable_Code_Point}]/u;

/** Characters that take two columns (Unicode's East Asian Width W and F). */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2fb}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;

/**
 * Returns the number of columns that a terminal needs for one grapheme.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(["a", "日", "e\u0301", "👩‍🚀", "\u200b"].map(widthOf), [1, 2, 1, 2, 0]);
 * ```
 */
export function widthOf(grapheme: string): number {
  if (grapheme.length === 1 && grapheme >= " " && grapheme <= "~") return 1;
  if (EMOJI.test(grapheme)) return 2;
  const characters = HANGUL.test(grapheme) ? [grapheme] : Array.from(grapheme);
  return characters.reduce((sum, character) => sum + widthOfCharacter(character), 0);
}

function widthOfCharacter(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
