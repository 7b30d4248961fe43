import { foldCase } from "./name.ts";

/** The longest mask that is matched, in UTF-16 code units. */
const MAX_MASK_LENGTH = 300;

/**
 * Reports whether a text fits a mask, in which `*` stands for any characters and `?` for one. The
 * case of the letters A to Z makes no difference. Takes time in proportion to both lengths at most.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(fitsMask("Bob!b@host", "bob!*@*"), true);
 * assert.equal(fitsMask("bobby!b@host", "bob!*@*"), false);
 * ```
 */
export function fitsMask(text: string, mask: string): boolean {
  if (mask.length > MAX_MASK_LENGTH) return false;
  const [subject, pattern] = [foldCase(text), foldCase(mask)];
  let at = 0;
  let inPattern = 0;
  let afterStar = -1;
  let retryAt = 0;
  while (at < subject.length) {
    const sign = pattern[inPattern];
    if (sign === "*") {
      afterStar = ++inPattern;
      retryAt = at;
    } else if (sign === "?" || sign !== undefined && sign === subject[at]) {
      at++;
      inPattern++;
    } else if (afterStar >= 0) {
      // The last star takes one character more.
      inPattern = afterStar;
      at = ++retryAt;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === "*") inPattern++;
  return inPattern === pattern.length;
}

/** Reports whether a text has signs that stand for other characters. */
export function isMask(text: string): boolean {
  return /[*?]/.test(text);
}

/**
 * Returns a mask of a user's whole identity, completed where somebody wrote only a part of it.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(userMask("bob"), "bob!*@*");
 * assert.equal(userMask("*@n1.parley"), "*!*@n1.parley");
 * assert.equal(userMask("bob!b"), "bob!b@*");
 * ```
 */
export function userMask(text: string): string {
  const at = text.lastIndexOf("@");
  const left = at < 0 ? text : text.slice(0, at);
  const host = at < 0 ? "" : text.slice(at + 1);
  const mark = left.indexOf("!");
  const hasNick = mark >= 0 || at < 0;
  const nick = mark >= 0 ? left.slice(0, mark) : hasNick ? left : "";
  const user = mark >= 0 ? left.slice(mark + 1) : hasNick ? "" : left;
  return `${nick || "*"}!${user || "*"}@${host || "*"}`;
}
