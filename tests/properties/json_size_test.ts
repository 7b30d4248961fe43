import assert from "node:assert/strict";
import fc from "fast-check";
import { hasMoreStructure } from "../../lib/framing/json_size.ts";
import { holds } from "./holds.ts";

/** The tokens of JSON: a whole string, a character of structure, or anything else. */
const TOKENS = /"(?:[^"\\]|\\[^])*"|[[\]{},]|[^]/g;

/** Counts the structure of a JSON text from its tokens. */
function countStructure(json: string): number {
  return Array.from(json.matchAll(TOKENS), ([token]) => token).filter((token) =>
    token.length === 1 && "[]{},".includes(token)
  ).length;
}

/** Counts the structure of a value as JSON writes it. */
function countValue(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const values = Object.values(value);
  return 2 + Math.max(0, values.length - 1) +
    values.reduce<number>((sum, v) => sum + countValue(v), 0);
}

/** Texts in which quotes, escapes and brackets are everywhere. */
const hostile = fc.string({
  unit: fc.constantFrom('"', "\\", "[", "]", "{", "}", ",", ":", "a", "é", "👋", "\n", '\\"'),
  maxLength: 60,
});

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    hostile,
    fc.integer(),
    fc.constantFrom(true, false, null),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(hostile, tie("value"), { maxKeys: 5 }),
  ),
})).value;

/** A value, and the JSON text of it: on one line or indented. */
const written = fc.tuple(value, fc.constantFrom(undefined, 2, "\t")).map(([value, space]) => ({
  value,
  json: JSON.stringify(value, undefined, space),
}));

holds(
  "the structure of valid JSON is counted exactly, whatever its strings hold",
  fc.property(written, ({ value, json }) => {
    const count = countValue(value);
    assert.equal(hasMoreStructure(json, count), false);
    if (count > 0) assert.equal(hasMoreStructure(json, count - 1), true);
  }),
  1000,
);

holds(
  "the structure of any text is that of its tokens",
  fc.property(hostile, fc.nat(20), (json, max) => {
    // An unclosed string holds the rest of the text.
    const closed = endsInString(json) ? `${json}"` : json;
    if (endsInString(closed)) return;
    assert.equal(hasMoreStructure(json, max), countStructure(closed) > max);
  }),
  2000,
);

/** Reports whether a text ends inside a string. */
function endsInString(json: string): boolean {
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '"') isInString = !isInString;
    else if (isInString && json[at] === "\\") at++;
  }
  return isInString;
}
