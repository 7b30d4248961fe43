import { codePointNotation } from "../framing/code_point.ts";

/**
 * Characters that a terminal obeys, or that make text read differently from how it is written. The
 * marks LRM, RLM and ALM are not among them: they have no effect beyond their neighbours, and people
 * who write from right to left need them.
 */
const UNSAFE = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;

/**
 * Makes text that other people wrote safe to print: characters that a terminal would obey become
 * visible. Newlines stay, and so do the joiners that emoji and many scripts need.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(safeText("\x1b[2Jgone?"), "␛[2Jgone?");
 * equal(safeText("abc\u202edef"), "abc<U+202E>def");
 * equal(safeText("日本語\n👩‍🚀"), "日本語\n👩‍🚀");
 * ```
 */
export function safeText(text: string): string {
  return text.toWellFormed().replace(UNSAFE, visible);
}

/**
 * Returns the characters of `text` that a user may type: all but those that
 * {@linkcode safeText} makes visible.
 */
export function typableText(text: string): string {
  return text.toWellFormed().replace(UNSAFE, "");
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "␡" : codePointNotation(character);
}
