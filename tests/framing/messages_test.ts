import assert from "node:assert/strict";
import { Refusal } from "../../lib/errors/refusal.ts";
import { formatMessage, type MessageFault, parseMessage } from "../../lib/framing/messages.ts";

/** A valid line, with some components replaced or added. */
function line(components: Record<string, unknown>): string {
  return JSON.stringify({ action: "a", source: "b", destination: "c", body: "d", ...components });
}

function refusalOf(line: string): Refusal<MessageFault> {
  const message = parseMessage(line);
  assert(message instanceof Refusal, `"${line}" was accepted`);
  return message;
}

const KNOWN = "expected only action, source, destination, body";

const INVALID: [line: string, code: MessageFault, explanation: string][] = [
  ["", "not-json", "The line is not valid JSON"],
  ["{", "not-json", "The line is not valid JSON"],
  ["{'action': 1}", "not-json", "The line is not valid JSON"],
  ['"text"', "not-an-object", "The line must be an object, not a string"],
  ["[]", "not-an-object", "The line must be an object, not an array"],
  ["null", "not-an-object", "The line must be an object, not null"],
  ["12", "not-an-object", "The line must be an object, not a number"],
  ["{}", "missing-component", 'The component "action" is missing'],
  [
    '{"action": "a", "source": "b", "body": ""}',
    "missing-component",
    'The component "destination" is missing',
  ],
  [line({ extra: 1 }), "unknown-component", `Unknown component "extra": ${KNOWN}`],
  [line({ toString: 1 }), "unknown-component", `Unknown component "toString": ${KNOWN}`],
  [
    '{"__proto__": {"action": "a"}, "source": "b", "destination": "c", "body": "d"}',
    "unknown-component",
    `Unknown component "__proto__": ${KNOWN}`,
  ],
  [line({ action: 1 }), "wrong-type", 'The component "action" must be a string, not a number'],
  [line({ source: null }), "wrong-type", 'The component "source" must be a string, not null'],
  [
    line({ destination: ["c"] }),
    "wrong-type",
    'The component "destination" must be a string, not an array',
  ],
  [
    line({ body: {} }),
    "wrong-type",
    'The component "body" must be a string or an array of strings, not an object',
  ],
  [
    line({ body: ["a", 1] }),
    "wrong-type",
    'The component "body" must be a string or an array of strings, not an array of other things',
  ],
  [
    line({ body: "\ud800" }),
    "wrong-type",
    'The component "body" must be a string or an array of strings, not a string with a lone surrogate',
  ],
  [
    line({ source: "a\udfff" }),
    "wrong-type",
    'The component "source" must be a string, not a string with a lone surrogate',
  ],
];

Deno.test("parseMessage refuses an invalid line, with a code and an explanation", () => {
  for (const [line, code, explanation] of INVALID) {
    assert.deepEqual(refusalOf(line), new Refusal(code, explanation), line);
  }
});

Deno.test("parseMessage accepts the four components in any order, and both types of body", () => {
  assert.deepEqual(parseMessage('{"body":"d","destination":"c","source":"b","action":"a"}'), {
    action: "a",
    source: "b",
    destination: "c",
    body: "d",
  });
  const { body } = parseMessage(line({ body: ["x", "y"] })) as { body: readonly string[] };
  assert.deepEqual(body, ["x", "y"]);
});

Deno.test("parseMessage survives nesting of any depth, and its explanations stay short", () => {
  for (const opening of ["[", '{"a":']) {
    assert.equal(refusalOf(opening.repeat(500_000)).code, "not-json");
  }
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  assert.match(refusalOf(`{"action":${deep}}`).explanation, /"action" must be a string/);
  assert(refusalOf(`{"${"x".repeat(100_000)}":1}`).explanation.length < 200);
});

Deno.test("formatMessage writes the components in a fixed order, on one line", () => {
  const text = formatMessage({ body: "two\nlines", destination: "c", source: "b", action: "a" });
  assert.equal(text, '{"action":"a","source":"b","destination":"c","body":"two\\nlines"}');
});
