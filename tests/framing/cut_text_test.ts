import assert from "node:assert/strict";
import { cutText } from "../../lib/framing/cut_text.ts";

const CASES: [text: string, maxBytes: number, cut: string][] = [
  ["abc", 3, "abc"],
  ["abcd", 3, "abc"],
  ["äöü", 5, "äö"],
  ["日本", 3, "日"],
  ["日本", 5, "日"],
  ["x👋", 4, "x"],
  ["x👋", 5, "x👋"],
  ["ae\u0301", 3, "a"],
  ["a👩‍🚀", 11, "a"],
  ["a🇩🇪🇫🇷", 9, "a🇩🇪"],
  ["aक्षि", 7, "a"],
  ["한\u1112\u1161\u11ab", 9, "한"],
  // A single grapheme that is longer than the limit.
  [`a${"\u0301".repeat(9)}`, 6, "a\u0301\u0301"],
  ["👩‍👩‍👧‍👦", 6, "👩"],
];

Deno.test("a text is cut at the boundary of a grapheme, or of a code point inside a long one", () => {
  for (const [text, maxBytes, cut] of CASES) assert.equal(cutText(text, maxBytes), cut, text);
});
