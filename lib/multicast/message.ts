/**
 * A message as one datagram: `<name>: <text>` in UTF-8. Other programs write other forms, which Parley understands, too: see `docs/protocols/rooms.md`.
 *
 * @module
 */
import { hasInvisible } from "../chat/name.ts";
import { RoomError } from "./room_error.ts";

/** The longest datagram that UDP carries over IPv4, in bytes. */
export const MAX_DATAGRAM_BYTES = 65_507;

/** The content of a datagram. */
export interface Message {
  /** The name of the sender, or `undefined` if the datagram contains none. */
  readonly name: string | undefined;
  /** One line. It may contain other control characters, which `safeText` makes safe to print. */
  readonly text: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const SEPARATOR = ": ";

/**
 * Checks that other programs will read all of `name`, and nothing else, as the name.
 *
 * @throws {RoomError} if they would not.
 */
export function checkName(name: string): void {
  const { name: readName } = parseLine(`${name}${SEPARATOR}text`);
  if (readName === name && !/\p{Cc}/u.test(name) && !hasInvisible(name)) return;
  throw new RoomError(
    `Cannot use "${name}" as a name: a name must not be empty, and must not contain ": ", ` +
      "three spaces in a row, control characters or invisible characters",
  );
}

/**
 * Encodes a message.
 *
 * @throws {RoomError} if the name is invalid or the message too long.
 */
export function encodeMessage(name: string, text: string): Uint8Array {
  checkName(name);
  const bytes = encoder.encode(`${name}${SEPARATOR}${oneLine(text)}`);
  if (bytes.length <= MAX_DATAGRAM_BYTES) return bytes;
  throw new RoomError(
    `Cannot send ${bytes.length} bytes: a message holds at most ${MAX_DATAGRAM_BYTES}, ` +
      "including the name",
  );
}

/**
 * Decodes a datagram, which may contain anything. Bytes that are not UTF-8 become U+FFFD. Line
 * breaks become visible, because a message of several lines could pretend to be several messages.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const decode = (text: string) => parseMessage(new TextEncoder().encode(text));
 * assert.deepEqual(decode("Ann: tea: now?"), { name: "Ann", text: "tea: now?" });
 * assert.deepEqual(decode("hello"), { name: undefined, text: "hello" });
 * assert.deepEqual(decode("Ann: hi\nBob: bye\n"), { name: "Ann", text: "hi␊Bob: bye" });
 * assert.deepEqual(decode("[NAME:Ann]hi"), { name: "Ann", text: "hi" });
 * ```
 */
export function parseMessage(datagram: Uint8Array): Message {
  return parseLine(oneLine(decoder.decode(datagram)));
}

/** The forms of a message with a name and a text, in the order in which they are tried. */
const FORMS: readonly RegExp[] = [
  // [NAME:Ann]hi
  /^\[NAME:\s*([^\]]*[^\]\s])\s*\] ?(.*)$/s,
  // A name that is padded to a fixed width: Ann       hi
  /^([^\s:]+(?: [^\s:]+)*) {3,}(?! |: )(.+)$/s,
  // Ann: hi, and Ann : hi
  /^(\S.*?) *: (.*)$/s,
  // Ann:hi, but neither an address of the web nor a time of day
  /^([^\s:](?:[^:]*[^\s:])?):(?!\/\/)(.*)$/s,
];
const TIME_OF_DAY = /^\d+:\d/;

function parseLine(line: string): Message {
  if (!TIME_OF_DAY.test(line)) {
    for (const form of FORMS) {
      const [, name, text] = form.exec(line) ?? [];
      if (name !== undefined) return { name, text: text! };
    }
  }
  return { name: undefined, text: line };
}

/** Returns text without the line break at its end, and with all others made visible. */
function oneLine(text: string): string {
  return text.replace(/\r?\n$/, "").replaceAll("\n", "␊");
}
