import { eachGrapheme } from "./graphemes.ts";

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

/** Characters that take two columns in fonts for East Asian texts (East Asian Width A), roughly. */
const AMBIGUOUS =
  /[\u00a1-\u00ff\u0101-\u02df\u0391-\u03c9\u0401-\u0451\u2010-\u203e\u2074-\u2084\u20ac\u2103-\u266f\u273d\u2776-\u277f\u2b55-\u2b59\u3248-\u324f\ue000-\uf8ff\ufffd\u{1f100}-\u{1f1ad}\u{f0000}-\u{10fffd}]/u;

/** How many columns a terminal gives to characters that are ambiguous in that. */
export type AmbiguousWidth = 1 | 2;

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
  const known = grapheme.length === 1 ? commonWidth(grapheme.charCodeAt(0)) : 0;
  if (known > 0) return known;
  if (EMOJI.test(grapheme)) return 2;
  const characters = HANGUL.test(grapheme) ? [grapheme] : Array.from(grapheme);
  return characters.reduce((sum, character) => sum + widthOfCharacter(character), 0);
}

/**
 * Returns the number of columns that a text needs.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(widthOfText("日本 a"), 6);
 * ```
 */
export function widthOfText(text: string): number {
  let width = 0;
  eachGrapheme(text, (start, end) => width += widthOf(text.slice(start, end)));
  return width;
}

/** Reports whether some terminals give a character two columns, and others one. */
export function isAmbiguous(grapheme: string): boolean {
  return AMBIGUOUS.test(grapheme) && !WIDE.test(grapheme);
}

/**
 * Returns the largest number of columns that a terminal may give to one grapheme. Terminals differ
 * on emoji of several characters, on flags, on variation selectors, and on some scripts.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(["a", "日", "👩‍🚀", "🇩🇪", "☺️"].map((each) => widestOf(each)), [1, 2, 4, 4, 2]);
 * deepEqual([widestOf("é"), widestOf("é", 2)], [1, 2]);
 * ```
 */
export function widestOf(grapheme: string, ambiguous?: AmbiguousWidth): number {
  if (grapheme.length === 1 && grapheme >= " " && grapheme <= "~") return 1;
  const width = widthOf(grapheme);
  if (grapheme.length === 1 && width === 2) return 2;
  let sum = 0;
  for (const character of grapheme) {
    const isWider = REGIONAL_INDICATOR.test(character) ||
      (ambiguous === 2 && isAmbiguous(character));
    sum += isWider ? 2 : widthOfCharacter(character);
  }
  // The selector asks for the emoji in place of a narrow character.
  return Math.max(width, grapheme.includes("\ufe0f") ? sum + 1 : sum);
}

/**
 * Reports whether terminals may disagree on the width of a grapheme.
 *
 * @param ambiguous The width that this terminal gives to ambiguous characters, if that is known.
 */
export function isDoubtful(grapheme: string, ambiguous?: AmbiguousWidth): boolean {
  const isCommon = grapheme.length === 1 && commonWidth(grapheme.charCodeAt(0)) > 0;
  return !isCommon || (ambiguous !== 1 && isAmbiguous(grapheme));
}

const REGIONAL_INDICATOR = /\p{Regional_Indicator}/u;

/** Returns the width of the most common characters, and 0 for all others. */
function commonWidth(code: number): 0 | 1 | 2 {
  if (code < 0x7f) return code >= 0x20 ? 1 : 0;
  if (code < 0x530) {
    if (code < 0x300) return code > 0xa0 && code !== 0xa9 && code !== 0xad && code !== 0xae ? 1 : 0;
    return (code >= 0x391 && code <= 0x482) || code >= 0x48a ? 1 : 0;
  }
  const isWide = (code >= 0x3041 && code <= 0x3096) || (code >= 0x30a1 && code <= 0x30fa) ||
    (code >= 0x3400 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3);
  return isWide ? 2 : 0;
}

function widthOfCharacter(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
