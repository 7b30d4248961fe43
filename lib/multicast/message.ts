/**
 * A message as one datagram: `<name>: <text>` in UTF-8. Other programs write other forms, which
 * Parley understands, too: see `docs/protocols/rooms.md`.
 *
 * @module
 */
import { hasInvisible } from "../chat/name.ts";
import { RoomError } from "./room_error.ts";

/** The longest datagram that UDP carries over IPv4, in bytes. */
export const MAX_DATAGRAM_BYTES = 65_507;

/** The longest name, in UTF-16 code units. Longer names of other programs are cut. */
export const MAX_SENDER_LENGTH = 64;

/** The content of a datagram. */
export interface Message {
  /** The name of the sender, or `undefined` if the datagram contains none. */
  readonly name: string | undefined;
  /** One line. It may contain other control characters, which `safeText` makes safe to print. */
  readonly text: string;
}

const encoder = new TextEncoder();
/** It drops the byte order mark that some programs write first. */
const decoder = new TextDecoder();
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
      "three spaces in a row, control characters or invisible characters, and must be at most " +
      `${MAX_SENDER_LENGTH} characters long`,
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
 * Decodes a datagram, which may contain anything. Bytes that are not UTF-8 become U+FFFD. A byte
 * order mark before the name and zeros at the end do not count. Line
 * breaks become visible, because a message of several lines could pretend to be several messages. A
 * name of more than {@linkcode MAX_SENDER_LENGTH} units is cut.
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
  return parseLine(oneLine(decoder.decode(datagram.subarray(0, paddedEnd(datagram)))));
}

/**
 * Finds the name and the text of a message in one form, if it has that form. Each takes linear time:
 * a datagram may hold 64 KiB of spaces, on which regular expressions take quadratic time.
 */
type Form = (line: string) => [name: string, text: string] | undefined;

/** The forms of a message with a name and a text, in the order in which they are tried. */
const FORMS: readonly Form[] = [inBrackets, padded, beforeColonAndSpace, beforeColon];
const TIME_OF_DAY = /^\d+:\d/;

const BRACKET = "[NAME:";

/** `[NAME:Ann]hi` */
function inBrackets(line: string): ReturnType<Form> {
  const end = line.startsWith(BRACKET) ? line.indexOf("]") : -1;
  if (end < 0) return undefined;
  const text = line.slice(end + 1);
  return [line.slice(BRACKET.length, end).trim(), text.startsWith(" ") ? text.slice(1) : text];
}

const PADDING = "   ";
const WORDS_WITHOUT_COLON = /^[^\s:]+(?: [^\s:]+)*$/;

/** A name that is padded to a fixed width: `Ann       hi` */
function padded(line: string): ReturnType<Form> {
  const end = line.indexOf(PADDING);
  if (end < 0 || !WORDS_WITHOUT_COLON.test(line.slice(0, end))) return undefined;
  let start = end + PADDING.length;
  while (line[start] === " ") start++;
  const text = line.slice(start);
  return text === "" || text.startsWith(SEPARATOR) ? undefined : [line.slice(0, end), text];
}

/** `Ann: hi`, and `Ann : hi` */
function beforeColonAndSpace(line: string): ReturnType<Form> {
  const at = line.indexOf(SEPARATOR, 1);
  return at < 0 ? undefined : [line.slice(0, at).trimEnd(), line.slice(at + SEPARATOR.length)];
}

/** `Ann:hi`, but not an address of the web */
function beforeColon(line: string): ReturnType<Form> {
  const at = line.indexOf(":");
  const [name, text] = [line.slice(0, at), line.slice(at + 1)];
  return at < 0 || name !== name.trim() || text.startsWith("//") ? undefined : [name, text];
}

function parseLine(line: string): Message {
  // A blocked sender must not get through with a space before the name.
  const start = line.trimStart();
  if (!TIME_OF_DAY.test(start)) {
    for (const form of FORMS) {
      const [name, text] = form(start) ?? [];
      if (name) return { name: shortened(name), text: text! };
    }
  }
  return { name: undefined, text: line };
}

/** Cuts a name of more characters than a person would choose. */
function shortened(name: string): string {
  if (name.length <= MAX_SENDER_LENGTH) return name;
  return `${name.slice(0, MAX_SENDER_LENGTH).toWellFormed()}…`;
}

/** Returns the end of a datagram without the zeros with which some programs fill it up. */
function paddedEnd(datagram: Uint8Array): number {
  let end = datagram.length;
  while (end > 0 && datagram[end - 1] === 0) end--;
  return end;
}

/** Returns text without the line break at its end, and with all others made visible. */
function oneLine(text: string): string {
  return text.replace(/\r?\n$/, "").replaceAll("\n", "␊");
}
