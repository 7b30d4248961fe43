/** The maximum number of lines in one text. Some dialects send a frame or a line for each. */
export const MAX_TEXT_LINES = 1000;

/** Everything that some terminal or program takes for the end of a line. */
const LINE_BREAK = /\r\n|[\n\v\f\r\x85\u2028\u2029]/;
const EVERY_LINE_BREAK = new RegExp(LINE_BREAK, "g");

/** Reports whether a text has a line break. */
export function hasLineBreak(text: string): boolean {
  return LINE_BREAK.test(text);
}

/** Returns the lines of a text. */
export function linesOf(text: string): string[] {
  return text.split(LINE_BREAK);
}

/**
 * Reports whether a text has more lines than it may. Such a text would be many times as large in
 * other dialects.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(hasTooManyLines("one\ntwo"), false);
 * assert.equal(hasTooManyLines("\v".repeat(1_000_000)), true);
 * ```
 */
export function hasTooManyLines(text: string): boolean {
  if (text.length < MAX_TEXT_LINES) return false;
  EVERY_LINE_BREAK.lastIndex = 0;
  for (let lines = 1; lines <= MAX_TEXT_LINES; lines++) {
    if (!EVERY_LINE_BREAK.test(text)) return false;
  }
  return true;
}
