import { deepEqual, equal } from "node:assert/strict";
import { wrapWords } from "../../lib/terminal/wrap_words.ts";
import { processorTime } from "../support/processor_time.ts";

Deno.test("wrapWords wraps at the last blank that fits", () => {
  deepEqual(wrapWords("", 10), [""]);
  deepEqual(wrapWords("short", 10), ["short"]);
  deepEqual(wrapWords("one two three", 7), ["one two", "three"]);
  deepEqual(wrapWords("one two three", 8), ["one two", "three"]);
  deepEqual(wrapWords("日本 日本 日本", 9), ["日本 日本", "日本"]);
});

Deno.test("wrapWords keeps the blanks inside a row and at its start", () => {
  deepEqual(wrapWords("  a  b", 10), ["  a  b"]);
  deepEqual(wrapWords("    indented text here", 12), ["    indented", "text here"]);
});

Deno.test("wrapWords leaves a word that is longer than a row to the terminal", () => {
  const url = "https://example.org/a/long/address";
  deepEqual(wrapWords(`see ${url} now`, 12), ["see", `${url}`, "now"]);
  deepEqual(wrapWords(url, 12), [url]);
});

Deno.test("wrapWords takes time in proportion to the text, whatever is in it", () => {
  for (const unit of ["a", " ", "a ", "日", "\u0301", "👩‍", "🇩", "👩‍🚀", "x\u200d"]) {
    const text = unit.repeat(2 ** 20 / unit.length);
    const elapsedMs = processorTime(() =>
      equal(wrapWords(text, 80).join("").length <= text.length, true)
    );
    equal(elapsedMs < 5000, true, `${JSON.stringify(unit)} took ${elapsedMs} ms`);
  }
});
