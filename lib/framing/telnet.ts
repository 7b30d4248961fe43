/**
 * The commands and line ends of telnet clients, which people use to type a protocol by hand. The
 * protocol is that of RFC 854; its negotiation needs no answer.
 *
 * @module
 */
import { concat } from "./bytes.ts";

/** "Interpret as command". This byte never occurs in UTF-8. */
const IAC = 0xff;
/** Commands have the numbers from this one, end of file, to IAC. */
const FIRST_COMMAND = 0xec;
const SUBNEGOTIATION = 0xfa;
const SUBNEGOTIATION_END = 0xf0;
/** The second byte of the mark behind a command that interrupts. */
const DATA_MARK = 0xf2;
/** The first of four commands that are followed by an option. */
const WILL = 0xfb;

const NUL = 0x00;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The maximum length of a subnegotiation in bytes. Clients send their environment, for example. */
const MAX_SUBNEGOTIATION_BYTES = 1024;

const NOTHING = new Uint8Array(0);

/**
 * Returns the length of the command at `at`: 0 if there is none, `undefined` if it is not complete.
 *
 * @param isAfterCommand Whether the bytes before are a command. Then either half of a data mark may
 * stand alone: clients that interrupt send the other one as urgent, which the system keeps apart.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(commandLength(Uint8Array.of(0xff, 0xfb, 0x1f, 0x68), 0), 3);
 * assert.equal(commandLength(Uint8Array.of(0xff, 0xfb), 0), undefined);
 * assert.equal(commandLength(Uint8Array.of(0xff, 0x68), 0), 0);
 * ```
 */
export function commandLength(
  bytes: Uint8Array,
  at: number,
  isAfterCommand = false,
): number | undefined {
  const first = bytes[at];
  const command = bytes[at + 1];
  if (first === DATA_MARK && isAfterCommand) return dataMarkLength(command);
  if (first !== IAC) return 0;
  if (command === undefined) return undefined;
  // Twice, it stands for itself.
  if (command === IAC) return 0;
  if (command < FIRST_COMMAND) return isAfterCommand ? 1 : 0;
  if (command === SUBNEGOTIATION) return subnegotiationLength(bytes, at);
  const length = command >= WILL ? 3 : 2;
  return at + length <= bytes.length ? length : undefined;
}

/** Returns the length of a data mark without IAC, which might also begin a character. */
function dataMarkLength(next: number | undefined): number | undefined {
  if (next === undefined) return undefined;
  const isCharacter = next >= 0x80 && next < 0xc0;
  return isCharacter ? 0 : 1;
}

function subnegotiationLength(bytes: Uint8Array, at: number): number | undefined {
  const limit = at + MAX_SUBNEGOTIATION_BYTES;
  for (let end = at + 2; end + 2 <= Math.min(bytes.length, limit); end++) {
    if (bytes[end] !== IAC) continue;
    if (bytes[end + 1] === SUBNEGOTIATION_END) return end + 2 - at;
    if (bytes[end + 1] !== IAC) return 0;
    end++;
  }
  return bytes.length < limit ? undefined : 0;
}

/**
 * Removes telnet's commands from a stream of lines, and ends lines where telnet does: at `\r\0`.
 * Reads may end anywhere. Bytes that are no command stay, so they are as invalid as before.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const telnet = new TelnetFilter();
 * const bytes = Uint8Array.of(0x68, 0xff, 0xf4, 0x69, 0x0d, 0x00);
 * assert.deepEqual([...telnet.filter(bytes)], [0x68, 0x69, 0x0d, 0x0a]);
 * ```
 */
export class TelnetFilter {
  /** The start of a command whose end has not arrived. */
  #held: Uint8Array = NOTHING;
  #isAfterCommand = false;
  /** The last byte that was passed on. */
  #last = NEWLINE;
  /** Whether the last byte is the end of a line that stands for `\0`. */
  #hasReplaced = false;

  /** Returns the next bytes of the stream without commands: `chunk` itself if there are none. */
  filter(chunk: Uint8Array): Uint8Array {
    const isPlain = this.#held.length === 0 && !this.#isAfterCommand && !this.#hasReplaced &&
      !chunk.includes(IAC) && !chunk.includes(NUL);
    if (!isPlain) return this.#filter(this.#held.length > 0 ? concat([this.#held, chunk]) : chunk);
    this.#last = chunk.at(-1) ?? this.#last;
    return chunk;
  }

  #filter(bytes: Uint8Array): Uint8Array {
    const passed = new Uint8Array(bytes.length);
    let length = 0;
    this.#held = NOTHING;
    for (let at = 0; at < bytes.length;) {
      const mayBeCommand = bytes[at] === IAC || this.#isAfterCommand;
      const command = mayBeCommand ? commandLength(bytes, at, this.#isAfterCommand) : 0;
      if (command === undefined) {
        this.#held = bytes.slice(at);
        break;
      }
      this.#isAfterCommand = command > 0;
      at += command;
      if (command > 0) continue;
      const isEscape = bytes[at] === IAC && bytes[at + 1] === IAC;
      for (let count = isEscape ? 2 : 1; count > 0; count--) {
        const byte = this.#replace(bytes[at++]!);
        if (byte !== undefined) passed[length++] = byte;
      }
    }
    return passed.subarray(0, length);
  }

  /** Returns the byte to pass on, if any. */
  #replace(byte: number): number | undefined {
    const isDoubleEnd = this.#hasReplaced && byte === NEWLINE;
    this.#hasReplaced = byte === NUL && this.#last === CARRIAGE_RETURN;
    if (isDoubleEnd) return undefined;
    return this.#last = this.#hasReplaced ? NEWLINE : byte;
  }
}
