/** The marks that most people leave out when they type a search: accents, dots, rings and the like. */
const ACCENTS = /[\u0300-\u036f]/g;

/** The scripts that put no spaces between words. */
const SPACELESS = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"]
  .map((script) => `\\p{Script=${script}}`).join("");

/**
 * The words of a text. In scripts without spaces each character is a word: their readers look for any
 * part of a sentence.
 */
const WORDS = new RegExp(
  `[${SPACELESS}]\\p{M}*|[[\\p{L}\\p{N}\\p{M}\\p{Co}]--[${SPACELESS}]]+`,
  "gv",
);

const ASCII_WORDS = /[a-z0-9]+/g;
// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

/** The part of a message that can be found, in UTF-16 code units. */
export const MAX_SEARCHABLE_LENGTH = 32 * 1024;

/** The maximum number of words in a search. */
const MAX_WORDS = 32;

/**
 * Returns the words of a text in the form in which they are compared: without case and accents.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(wordsOf("Café, don't PANIC"), ["cafe", "don", "t", "panic"]);
 * assert.deepEqual(wordsOf("お茶 OK"), ["お", "茶", "ok"]);
 * ```
 */
export function wordsOf(text: string): string[] {
  const part = text.slice(0, MAX_SEARCHABLE_LENGTH);
  if (ASCII.test(part)) return part.toLowerCase().match(ASCII_WORDS) ?? [];
  const folded = part.normalize("NFKD").replace(ACCENTS, "").toLowerCase().replaceAll("ς", "σ");
  return folded.match(WORDS) ?? [];
}

/**
 * Returns the phrases that a search is about. A message has to have them all, in any order. What is
 * written without a space, such as `don't`, is one phrase: its parts have to follow one another.
 */
export function phrasesOf(search: string): string[][] {
  return search.trim().split(/\s+/).slice(0, MAX_WORDS).map(wordsOf)
    .filter((words) => words.length > 0);
}

/** Reports whether a text has all phrases of a search. */
export function hasPhrases(text: string, phrases: readonly (readonly string[])[]): boolean {
  const part = text.slice(0, MAX_SEARCHABLE_LENGTH);
  // Most texts lack a word, and in ASCII that is quick to see.
  if (ASCII.test(part) && !hasParts(part.toLowerCase(), phrases)) return false;
  const words = wordsOf(part);
  return phrases.every((phrase) =>
    words.some((_, start) => phrase.every((word, index) => words[start + index] === word))
  );
}

function hasParts(text: string, phrases: readonly (readonly string[])[]): boolean {
  return phrases.every((words) => words.every((word) => text.includes(word)));
}
