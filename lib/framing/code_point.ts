/**
 * Returns the notation of a character's code point: `U+200B` in angle brackets.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(codePoint("\u200b"), "<U+200B>");
 * ```
 */
export function codePoint(character: string): string {
  return `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}>`;
}
