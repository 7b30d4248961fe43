/**
 * Returns `text` without the spaces at its end. In linear time, which a regular expression such as
 * `/ +$/` is not: it tries each space of a long run as the start of a match.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(withoutTrailingSpaces("a b\t  "), "a b\t");
 * ```
 */
export function withoutTrailingSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === " ") end--;
  return text.slice(0, end);
}
