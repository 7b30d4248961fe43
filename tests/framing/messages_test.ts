import assert from "node:assert/strict";
import { formatMessage, parseMessage } from "../../lib/framing/messages.ts";

/** A line that is right, with other components in it. */
function line(components: Record<string, unknown>): string {
  return JSON.stringify({ action: "a", source: "b", destination: "c", body: "d", ...components });
}

const KNOWN = "there are action, source, destination, body";

const WRONG: [line: string, text: string][] = [
  ["", "The line is not valid JSON"],
  ["{", "The line is not valid JSON"],
  ["{'action': 1}", "The line is not valid JSON"],
  ['"text"', "The line has to hold an object, not a string"],
  ["[]", "The line has to hold an object, not an array"],
  ["null", "The line has to hold an object, not null"],
  ["12", "The line has to hold an object, not a number"],
  ["{}", 'The component "action" is missing'],
  ['{"action": "a", "source": "b", "body": ""}', 'The component "destination" is missing'],
  [line({ extra: 1 }), `The component "extra" is not known: ${KNOWN}`],
  [line({ toString: 1 }), `The component "toString" is not known: ${KNOWN}`],
  [
    '{"__proto__": {"action": "a"}, "source": "b", "destination": "c", "body": "d"}',
    `The component "__proto__" is not known: ${KNOWN}`,
  ],
  [line({ action: 1 }), 'The component "action" has to be a string, not a number'],
  [line({ source: null }), 'The component "source" has to be a string, not null'],
  [line({ destination: ["c"] }), 'The component "destination" has to be a string, not an array'],
  [
    line({ body: {} }),
    'The component "body" has to be a string or an array of strings, not an object',
  ],
  [
    line({ body: ["a", 1] }),
    'The component "body" has to be a string or an array of strings, not an array of other things',
  ],
  [
    line({ body: "\ud800" }),
    'The component "body" has to be a string or an array of strings, not a string with a lone surrogate',
  ],
  [
    line({ source: "a\udfff" }),
    'The component "source" has to be a string, not a string with a lone surrogate',
  ],
];

Deno.test("parseMessage says what is wrong with a line", () => {
  for (const [text, wrong] of WRONG) assert.equal(parseMessage(text), wrong, text);
});

Deno.test("parseMessage takes the four components in any order, and both kinds of body", () => {
  assert.deepEqual(parseMessage('{"body":"d","destination":"c","source":"b","action":"a"}'), {
    action: "a",
    source: "b",
    destination: "c",
    body: "d",
  });
  const { body } = parseMessage(line({ body: ["x", "y"] })) as { body: readonly string[] };
  assert.deepEqual(body, ["x", "y"]);
});

Deno.test("parseMessage bears nesting of any depth, and quotes no more than a line of it", () => {
  for (const open of ["[", '{"a":']) {
    assert.equal(parseMessage(open.repeat(500_000)), "The line is not valid JSON");
  }
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  assert.match(String(parseMessage(`{"action":${deep}}`)), /"action" has to be a string/);
  assert(String(parseMessage(`{"${"x".repeat(100_000)}":1}`)).length < 200);
});

Deno.test("formatMessage writes the components in order, on one line", () => {
  const text = formatMessage({ body: "two\nlines", destination: "c", source: "b", action: "a" });
  assert.equal(text, '{"action":"a","source":"b","destination":"c","body":"two\\nlines"}');
});
