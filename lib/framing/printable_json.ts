/** Characters that JSON does not escape, but that a terminal obeys or that reorder text. */
const UNSAFE = /[\x7f-\x9f\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Escapes the characters in `json` that could affect a terminal. The result is safe to print and
 * means the same to every JSON reader.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(printableJson('"abc\u202edef"'), '"abc\\u202edef"');
 * ```
 *
 * @param json JSON text, as `JSON.stringify` writes it.
 */
export function printableJson(json: string): string {
  return json.replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
