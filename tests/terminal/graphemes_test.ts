import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { graphemeAt, graphemes } from "../../lib/terminal/graphemes.ts";
import { safeText } from "../../lib/terminal/safe_text.ts";
import { widthOfText } from "../../lib/terminal/width.ts";
import { processorTime } from "../support/processor_time.ts";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const UNITS = [
  ..."aé日한क©1",
  ...["\u1100", "\u1161", "\u11a8", "\u0301", "\u200d", "👩", "🚀", "🇩", "\ufe0f", "\u20e3"],
  ...["\u0600", "\u094d", "ि", "\r", "\n", "\ud83d", "\u200b"],
];
const text = fc.array(fc.constantFrom(...UNITS), { maxLength: 20 }).map((units) => units.join(""));

Deno.test("graphemes and graphemeAt agree with Intl.Segmenter", () => {
  fc.assert(fc.property(text, (text) => {
    const expected = Array.from(segmenter.segment(text));
    deepEqual(graphemes(text), expected.map(({ segment }) => segment));
    for (const { segment, index } of expected) {
      deepEqual(graphemeAt(text, index), { start: index, end: index + segment.length });
      deepEqual(graphemeAt(text, index + segment.length - 1)?.start, index);
    }
  }));
  equal(graphemeAt("a", 1), undefined);
  equal(graphemeAt("a", -1), undefined);
});

Deno.test("texts take time in proportion to their length, whatever is in them", () => {
  for (const unit of ["a", "日", "\u0301", "👩‍", "🇩", "👩‍🚀", "\u0600", "क्", "\x1b", "\u202e"]) {
    const text = unit.repeat(2 ** 20 / unit.length);
    const elapsedMs = processorTime(() => {
      widthOfText(safeText(text));
      graphemeAt(text, text.length - 1);
    });
    equal(elapsedMs < 10_000, true, `${JSON.stringify(unit)} took ${elapsedMs} ms`);
  }
});
