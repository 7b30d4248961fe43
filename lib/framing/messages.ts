/**
 * Messages of exactly four components, as one line of JSON each.
 *
 * @module
 */

/** What is sent in either direction. */
export interface Message {
  /** What is asked or told. */
  readonly action: string;
  /** Who it comes from: a user's name, or `server`. */
  readonly source: string;
  /** Where it goes: a user's name, `#channel`, `*` for everybody, or `server`. */
  readonly destination: string;
  /** The text, or a list of names. */
  readonly body: string | readonly string[];
}

const STRING = { expected: "a string", fits: isText };

/** What each component has to be. */
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

/**
 * Reads a line.
 *
 * @returns the message, or a text that says what is wrong with the line.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const message = { action: "users", source: "", destination: "server", body: "" };
 * assert.deepEqual(parseMessage(formatMessage(message)), message);
 * assert.equal(
 *   parseMessage('{"action": 1, "source": "", "destination": "server", "body": ""}'),
 *   'The component "action" has to be a string, not a number',
 * );
 * ```
 */
export function parseMessage(line: string): Message | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "The line is not valid JSON";
  }
  return whatIsWrong(value) ?? value as Message;
}

/** The line of a message, without a line end. The components are always in the same order. */
export function formatMessage({ action, source, destination, body }: Message): string {
  return JSON.stringify({ action, source, destination, body });
}

/** The same line up to its body, which {@linkcode formatBody} makes: many may be told of the same names. */
export function formatHead({ action, source, destination }: Omit<Message, "body">): string {
  return `${JSON.stringify({ action, source, destination }).slice(0, -1)},"body":`;
}

/** The body, and the end of the line. */
export function formatBody(body: Message["body"]): string {
  return `${JSON.stringify(body)}}`;
}

/** A value as it is quoted in an error: one line, not long. */
export function quote(value: string): string {
  const most = 60;
  return JSON.stringify(value.length > most ? `${value.slice(0, most).toWellFormed()}…` : value);
}

function whatIsWrong(value: unknown): string | undefined {
  if (kindOf(value) !== "an object") return `The line has to hold an object, not ${kindOf(value)}`;
  const given = value as Record<string, unknown>;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(SCHEMA, name));
  if (unknown !== undefined) {
    return `The component ${quote(unknown)} is not known: there are ${COMPONENTS.join(", ")}`;
  }
  for (const name of COMPONENTS) {
    if (!Object.hasOwn(given, name)) return `The component "${name}" is missing`;
    const { expected, fits } = SCHEMA[name];
    if (!fits(given[name])) {
      return `The component "${name}" has to be ${expected}, not ${kindOf(given[name])}`;
    }
  }
}

/** Strings with half of a surrogate pair are no text: they cannot be written as UTF-8. */
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
