/**
 * The rules for names of users, channels and rooms: which characters they may hold, and when two
 * of them are the same. Their purpose is that nobody can make a name that others take for another.
 *
 * @module
 */
import { codePointNotation } from "../framing/code_point.ts";

/**
 * Characters that nobody can see, or tell from others: joiners, fillers, direction marks and tags;
 * blanks of Braille, music, Egyptian and Khitan, and the place of an embedded object; characters of
 * private use, unassigned ones (except future emoji) and half surrogate pairs; and marks that only
 * join letters, where no letter follows.
 */
const INVISIBLE =
  /(?!\p{Extended_Pictographic})[\p{Format}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}\u{16fe4}\ufffc\p{Private_Use}\p{Surrogate}\p{Unassigned}]|[\u1039\u17d2\u1a60\u2d7f\uaaf6\u{10a3f}\u{1107f}\u{11133}\u{113d0}\u{1193e}\u{11a47}\u{11a99}\u{11d45}\u{11d97}\u{11f42}](?!\p{Letter})/u;

/** Characters that choose between two forms of a word or of an emoji. They tell no names apart. */
const FORM_SELECTORS = /[\u200c\u200d\ufe0e\ufe0f]/g;

/** Combining marks at the start of a name, which would attach to the text before the name. */
const LEADING_MARKS = /^\p{Mark}+/u;

/** The longest name of any kind, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 1024;

/**
 * Returns the form in which names are compared, the same for `é` as one character and as two, and
 * for `❤` with and without a variation selector. A text that is too long for a name stays as it is:
 * composing takes quadratic time.
 */
export function normalName(name: string): string {
  if (name.length > MAX_NAME_LENGTH) return name;
  return name.replace(FORM_SELECTORS, "").normalize("NFC");
}

/**
 * Returns a text with small letters for the capitals A to Z: names that differ in these only are one
 * name.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(foldCase("Bob \u00c9"), "bob \u00c9");
 * ```
 */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Returns the key that two names of channels share when they are one name. */
export function channelKey(name: string): string {
  return foldCase(normalName(name));
}

/**
 * Reports whether a name holds something that nobody can see. Emoji may hold their own joiners, and
 * words those that their script needs.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(hasInvisible("bo\u200bb"), true);
 * assert.equal(hasInvisible("👩‍🚀"), false);
 * ```
 */
export function hasInvisible(name: string): boolean {
  return LEADING_MARKS.test(name) ||
    INVISIBLE.test(name) && INVISIBLE.test(name.replace(visibleSequences(), "_"));
}

/**
 * Returns a name without its invisible characters, and with single spaces as its only white space.
 * The result may be empty.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(visibleName(" Al\u2003ice\u200b "), "Al ice");
 * ```
 */
export function visibleName(name: string): string {
  return replaceInvisible(name, () => "").replace(/\s+/gu, " ").replace(/^[\p{Mark} ]+| $/gu, "");
}

/**
 * Returns a name with the code points of its invisible characters spelled out. Clients show names
 * from servers they do not trust in this form.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(revealInvisible("bo\u200bb"), "bo<U+200B>b");
 * assert.equal(revealInvisible("👩‍🚀"), "👩‍🚀");
 * ```
 */
export function revealInvisible(name: string): string {
  return replaceInvisible(name, codePointNotation).replace(LEADING_MARKS, "◌$&");
}

/** Replaces each invisible character that has no effect which people can see. */
function replaceInvisible(name: string, replace: (character: string) => string): string {
  if (!INVISIBLE.test(name)) return name;
  const sequences = name.match(visibleSequences()) ?? [];
  return name.split(visibleSequences())
    .map((part) => part.replace(new RegExp(INVISIBLE, "gu"), replace))
    .map((part, index) => part + (sequences[index] ?? ""))
    .join("");
}

/**
 * Matches invisible characters where they change what people see, and what they belong to: emoji;
 * joiners behind a virama, which choose the form of an Indic letter, and in Bengali `র‍্য`; and
 * non-joiners between Arabic letters. Compiling it takes milliseconds: rarely needed.
 */
function visibleSequences(): RegExp {
  return /\p{RGI_Emoji}|\p{Extended_Pictographic}[\ufe0e\ufe0f]|\p{Letter}\p{Mark}*(?<=[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca])[\u200c\u200d]|\u09b0\u200d(?=\u09cd)|[[\p{Script=Arabic}\p{Script=Syriac}]&&\p{Letter}]\p{Mark}*\u200c(?=[[\p{Script=Arabic}\p{Script=Syriac}]&&\p{Letter}])/gv;
}

/** Square brackets, and those that look like them. */
const OPENING_BRACKETS = /[[［⁅⟦〚]/gu;
const CLOSING_BRACKETS = /[\]］⁆⟧〛]/gu;

/**
 * Returns a name with round brackets for square ones, so that it cannot imitate the `[name]` of
 * a sender.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(withoutBrackets("bob] hi [x"), "bob) hi (x");
 * ```
 */
export function withoutBrackets(name: string): string {
  return name.replace(OPENING_BRACKETS, "(").replace(CLOSING_BRACKETS, ")");
}
