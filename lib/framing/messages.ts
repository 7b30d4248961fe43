/**
 * Messages of exactly four components, each one line of JSON.
 *
 * @module
 */
import { Refusal } from "../errors/refusal.ts";

/** A message between a client and the server, in either direction. */
export interface Message {
  /** The request or the event, such as `login` or `message`. */
  readonly action: string;
  /** The sender: a user's name, or `server`. */
  readonly source: string;
  /** The receiver: a user's name, `#channel`, `*` for everybody, or `server`. */
  readonly destination: string;
  /** The text, or a list of names. */
  readonly body: string | readonly string[];
}

/** Why {@linkcode parseMessage} refuses a line. */
export type MessageFault =
  | "not-json"
  | "not-an-object"
  | "unknown-component"
  | "missing-component"
  | "wrong-type";

const STRING = { expected: "a string", fits: isText };

/** The type of each component. */
const SCHEMA: Record<keyof Message, { expected: string; fits(value: unknown): boolean }> = {
  action: STRING,
  source: STRING,
  destination: STRING,
  body: {
    expected: "a string or an array of strings",
    fits: (value) => isText(value) || (Array.isArray(value) && value.every(isText)),
  },
};
const COMPONENTS = Object.keys(SCHEMA) as (keyof Message)[];

/** Length of the longest text that {@linkcode quote} shows in full, in UTF-16 code units. */
const MAX_QUOTED_LENGTH = 60;

/**
 * Parses a line.
 *
 * @returns the message, or a refusal whose explanation says what is wrong with the line.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { Refusal } from "../errors/refusal.ts";
 *
 * const message = { action: "users", source: "", destination: "server", body: "" };
 * assert.deepEqual(parseMessage(formatMessage(message)), message);
 *
 * const refusal = parseMessage('{"action": 1, "source": "", "destination": "server", "body": ""}');
 * assert(refusal instanceof Refusal && refusal.code === "wrong-type");
 * assert.equal(refusal.explanation, 'The component "action" must be a string, not a number');
 * ```
 */
export function parseMessage(line: string): Message | Refusal<MessageFault> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return new Refusal("not-json", "The line is not valid JSON");
  }
  return findFault(value) ?? value as Message;
}

/** Formats a message as a line without a line end. The components are always in the same order. */
export function formatMessage({ action, source, destination, body }: Message): string {
  return JSON.stringify({ action, source, destination, body });
}

/**
 * Formats the start of a message's line, up to its body. With {@linkcode formatBody} this lets many
 * messages share one formatted list of names.
 */
export function formatHead({ action, source, destination }: Omit<Message, "body">): string {
  return `${JSON.stringify({ action, source, destination }).slice(0, -1)},"body":`;
}

/** Formats a message's body and the end of its line. */
export function formatBody(body: Message["body"]): string {
  return `${JSON.stringify(body)}}`;
}

/** Quotes a value for an error message, shortened and on one line. */
export function quote(value: string): string {
  return JSON.stringify(
    value.length > MAX_QUOTED_LENGTH
      ? `${value.slice(0, MAX_QUOTED_LENGTH).toWellFormed()}…`
      : value,
  );
}

function findFault(value: unknown): Refusal<MessageFault> | undefined {
  if (kindOf(value) !== "an object") {
    return new Refusal("not-an-object", `The line must be an object, not ${kindOf(value)}`);
  }
  const components = value as Record<string, unknown>;
  const unknown = Object.keys(components).find((name) => !Object.hasOwn(SCHEMA, name));
  if (unknown !== undefined) {
    const known = COMPONENTS.join(", ");
    return new Refusal(
      "unknown-component",
      `Unknown component ${quote(unknown)}: expected only ${known}`,
    );
  }
  for (const name of COMPONENTS) {
    if (!Object.hasOwn(components, name)) {
      return new Refusal("missing-component", `The component "${name}" is missing`);
    }
    const { expected, fits } = SCHEMA[name];
    if (!fits(components[name])) {
      return new Refusal(
        "wrong-type",
        `The component "${name}" must be ${expected}, not ${kindOf(components[name])}`,
      );
    }
  }
}

/** Reports whether a value is a string that UTF-8 can carry: one without lone surrogates. */
function isText(value: unknown): boolean {
  return typeof value === "string" && value.isWellFormed();
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return value.every(isText) ? "an array" : "an array of other things";
  if (typeof value === "string") {
    return isText(value) ? "a string" : "a string with a lone surrogate";
  }
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
