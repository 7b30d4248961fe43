/** A letter, digit or mark next to a name makes it part of a longer word. */
const WORD = /^[\p{L}\p{N}\p{M}_]/u;

/**
 * Reports whether a text mentions a user: by name, as a whole word, in capital or small letters.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(mentions("tea, ANN?", "ann"), true);
 * assert.equal(mentions("I planned it", "ann"), false);
 * ```
 */
export function mentions(text: string, name: string): boolean {
  const [lowerText, lowerName] = [text.toLowerCase(), name.toLowerCase()];
  if (lowerName === "") return false;
  for (let at = lowerText.indexOf(lowerName); at >= 0; at = lowerText.indexOf(lowerName, at + 1)) {
    // Two code units hold one character of any kind.
    const end = at + lowerName.length;
    const before = Array.from(lowerText.slice(Math.max(0, at - 2), at)).at(-1) ?? "";
    const after = lowerText.slice(end, end + 2);
    if (!WORD.test(before) && !WORD.test(after)) return true;
  }
  return false;
}
