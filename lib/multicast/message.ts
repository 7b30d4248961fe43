/**
 * A message as one datagram: `<name>: <text>` in UTF-8, as every implementation of the lab has it.
 *
 * @module
 */
import { hasInvisible } from "../chat/name.ts";
import { RoomError } from "./room_error.ts";

/** The longest datagram that UDP carries over IPv4, in bytes. */
export const MAX_DATAGRAM = 65_507;

/** What a datagram says. */
export interface Message {
  /** The name that the sender goes by; `undefined` when the datagram has none. */
  readonly name: string | undefined;
  /** One line, though it may hold other control characters: `safeText` makes it fit to print. */
  readonly text: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const SEPARATOR = ": ";

/**
 * Checks that others will read `name` as the name, and nothing else.
 *
 * @throws {RoomError} when they would not.
 */
export function checkName(name: string): void {
  const isName = name.trim() !== "" && !name.includes(SEPARATOR) && !/\p{Cc}/u.test(name);
  if (isName && !hasInvisible(name)) return;
  throw new RoomError(
    `Cannot use "${name}" as a name: it may not be empty, nor hold ": ", control characters or invisible ones`,
  );
}

/**
 * Makes a datagram.
 *
 * @throws {RoomError} when the name cannot be one, or the datagram would be too long.
 */
export function encodeMessage(name: string, text: string): Uint8Array {
  checkName(name);
  const bytes = encoder.encode(`${name}${SEPARATOR}${oneLine(text)}`);
  if (bytes.length <= MAX_DATAGRAM) return bytes;
  throw new RoomError(
    `Cannot send a message of ${bytes.length} bytes, the name included: ${MAX_DATAGRAM} fit`,
  );
}

/**
 * Reads a datagram, whatever it holds. What is not UTF-8 becomes U+FFFD. A datagram is one line, or
 * else it could pretend to be what several people said: line breaks within it become visible.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const read = (text: string) => parseMessage(new TextEncoder().encode(text));
 * assert.deepEqual(read("Ann: tea: now?"), { name: "Ann", text: "tea: now?" });
 * assert.deepEqual(read("hello"), { name: undefined, text: "hello" });
 * assert.deepEqual(read("Ann: hi\nBob: bye\n"), { name: "Ann", text: "hi␊Bob: bye" });
 * ```
 */
export function parseMessage(datagram: Uint8Array): Message {
  const line = oneLine(decoder.decode(datagram));
  const end = line.indexOf(SEPARATOR);
  if (end < 1) return { name: undefined, text: line };
  return { name: line.slice(0, end), text: line.slice(end + SEPARATOR.length) };
}

/** Text without the line break at its end, and others visible. */
function oneLine(text: string): string {
  return text.replace(/\r?\n$/, "").replaceAll("\n", "␊");
}
