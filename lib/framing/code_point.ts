/**
 * Returns the visible notation of a character that cannot be seen or must not be printed.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(codePointNotation("\u200b"), "<U+200B>");
 * ```
 */
export function codePointNotation(character: string): string {
  return `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}>`;
}
