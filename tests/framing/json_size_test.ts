import assert from "node:assert/strict";
import { hasMoreStructure } from "../../lib/framing/json_size.ts";
import { processorTime } from "../support/processor_time.ts";

const MIB = 1024 * 1024;

/** Lines for which a careless count takes quadratic time or much memory. */
const WORST: Readonly<Record<string, string>> = {
  "open brackets": "[".repeat(MIB),
  "empty objects": "{},".repeat(MIB / 2),
  "brackets inside one string": `"${"[".repeat(MIB)}"`,
  "a string of backslashes": `"${"\\".repeat(MIB)}`,
  "a string of backslashes that ends": `"${"\\".repeat(MIB)}"`,
  "escaped quotes": `"${'\\"'.repeat(MIB / 2)}`,
  "runs of backslashes and quotes": `"${'\\\\\\"'.repeat(MIB / 4)}"`,
  "quotes": '"'.repeat(MIB),
  "empty strings": '"",'.repeat(MIB / 3),
  "an open string behind many others": `${'"a"'.repeat(MIB / 3)}"`,
  "spaces": " ".repeat(MIB),
  "wide characters": "\u{1f600}".repeat(MIB / 2),
};

for (const [what, json] of Object.entries(WORST)) {
  Deno.test(`the structure of 1 MiB is counted in linear time: ${what}`, () => {
    const duration = processorTime(() => hasMoreStructure(json, Infinity));
    assert(duration < 500, `took ${duration} ms`);
  });
}

Deno.test("brackets and commas inside strings are no structure", () => {
  assert.equal(hasMoreStructure('{"a":"[[[,,,{{{"}', 2), false);
  assert.equal(hasMoreStructure('{"a":"[[[,,,{{{"}', 1), true);
});

Deno.test("an escaped quote does not end a string, and an escaped backslash does not escape one", () => {
  assert.equal(hasMoreStructure(String.raw`"\"[[["`, 0), false);
  assert.equal(hasMoreStructure(String.raw`"\\"[[[`, 2), true);
  assert.equal(hasMoreStructure(String.raw`"\\\"[[["`, 0), false);
  assert.equal(hasMoreStructure(String.raw`"a\\\\"[`, 0), true);
});

Deno.test("a backslash in front of a string escapes nothing in it", () => {
  assert.equal(hasMoreStructure(String.raw`\"[[["`, 0), false);
  assert.equal(hasMoreStructure(String.raw`"a"\"b"[`, 0), true);
});

Deno.test("as much structure as the limit is allowed", () => {
  assert.equal(hasMoreStructure("", 0), false);
  assert.equal(hasMoreStructure("[]", 2), false);
  assert.equal(hasMoreStructure("[]", 1), true);
  assert.equal(hasMoreStructure("[1,2,3]", 4), false);
  assert.equal(hasMoreStructure("[1,2,3]", 3), true);
});
