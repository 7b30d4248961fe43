import assert from "node:assert/strict";
import { codePointNotation } from "../../lib/framing/code_point.ts";
import {
  hasLineBreak,
  hasTooManyLines,
  linesOf,
  MAX_TEXT_LINES,
} from "../../lib/dialects/text_lines.ts";
import { processorTime } from "../support/processor_time.ts";

const LINE_BREAKS = ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"];

for (const lineBreak of LINE_BREAKS) {
  const shown = Array.from(lineBreak, codePointNotation).join("");

  Deno.test(`a line ends at ${shown}`, () => {
    assert.deepEqual(linesOf(`a${lineBreak}b`), ["a", "b"]);
    assert.deepEqual(linesOf(`${lineBreak}${lineBreak}`), ["", "", ""]);
    assert.equal(hasLineBreak(`a${lineBreak}`), true);
  });

  Deno.test(`a text with ${shown} may have 1000 lines, and no more`, () => {
    const most = Array.from({ length: MAX_TEXT_LINES }, () => "ab").join(lineBreak);
    assert.equal(linesOf(most).length, MAX_TEXT_LINES);
    assert.equal(hasTooManyLines(most), false);
    assert.equal(hasTooManyLines(`${most}${lineBreak}`), true);
    assert.equal(hasTooManyLines(lineBreak.repeat(MAX_TEXT_LINES - 1)), false);
    assert.equal(hasTooManyLines(lineBreak.repeat(MAX_TEXT_LINES)), true);
  });
}

Deno.test("a text of one long line has one line, and another text may follow", () => {
  const long = "x".repeat(1024 * 1024);
  assert.equal(hasTooManyLines(long), false);
  assert.equal(hasTooManyLines(`${long}\n`.repeat(3)), false);
  // The check keeps nothing of the text before.
  const many = "\v".repeat(5000);
  assert.equal(hasTooManyLines(many), true);
  assert.equal(hasTooManyLines(many), true);
  assert.equal(hasTooManyLines("a\n".repeat(900)), false);
});

Deno.test("lines of 2 MiB are counted in little time", () => {
  for (const text of ["\v", "\r\n", "a\n", "\u2028", " ", "\r"].map((t) => t.repeat(2 ** 20))) {
    const duration = processorTime(() => hasTooManyLines(text));
    assert(duration < 500, `${text.length} characters took ${duration} ms`);
  }
});
