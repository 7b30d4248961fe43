/**
 * Messages to channels that go from line to line without being decoded, as most do. This takes two
 * thirds of the time that the server needs for a message of IRC itself.
 *
 * @module
 */
import type { Channel } from "../../chat/channel.ts";
import type { Text } from "../../chat/event.ts";
import type { User } from "../../chat/user.ts";
import { encodeText } from "../../framing/encode_text.ts";
import { fitLine, MAX_LINE_BYTES } from "./line.ts";

const NOTHING = new Uint8Array(0);
const decoder = new TextDecoder();

const SPACE = 0x20;
const COLON = 0x3a;
const COMMA = 0x2c;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

const COMMAND = new TextEncoder().encode("PRIVMSG #");

/** The memory for the next lines: allocating for each one would cost more than the copy. */
const SLAB_BYTES = 16 * 1024;
let slab = new Uint8Array(0);
let used = 0;

/** Printable ASCII, in the bytes of its sender's line. */
export class PlainText implements Text {
  /** Only for as long as the message is passed on. */
  bytes: Uint8Array = NOTHING;
  /** The start of the last line, and what it was made of. */
  #head: Uint8Array = NOTHING;
  #headOf: Pick<User, "nick" | "username" | "host"> & Pick<Channel, "form"> | undefined;

  /**
   * Returns the line that relays the text, with its end. Like every line, it is cut if it is too long.
   *
   * @param tags The tags with the space behind them.
   */
  line(tags: string, from: User, channel: Channel): Uint8Array {
    const head = this.#headFor(from, channel);
    const tagBytes = tags === "" ? NOTHING : encodeText(tags);
    const room = MAX_LINE_BYTES - head.length;
    const text = this.bytes.length > room ? this.bytes.subarray(0, room) : this.bytes;
    const size = tagBytes.length + head.length + text.length + 2;
    if (used + size > slab.length) {
      slab = new Uint8Array(Math.max(size, SLAB_BYTES));
      used = 0;
    }
    const start = used;
    slab.set(tagBytes, start);
    slab.set(head, start + tagBytes.length);
    used = start + size;
    slab.set(text, used - 2 - text.length);
    slab[used - 2] = CARRIAGE_RETURN;
    slab[used - 1] = LINE_FEED;
    return slab.subarray(start, used);
  }

  #headFor(from: User, { form }: Channel): Uint8Array {
    const { nick, username, host } = from;
    const of = this.#headOf;
    const isSame = of?.nick === nick && of.username === username && of.host === host &&
      of.form === form;
    if (!isSame) {
      this.#headOf = { nick, username, host, form };
      this.#head = encodeText(fitLine(`:${from.mask} PRIVMSG #${form} :`));
    }
    return this.#head;
  }

  toString(): string {
    return decoder.decode(this.bytes);
  }
}

/** Where the parts of a plain message stand in its line. */
export interface PlainMessage {
  /** The channel, with its number sign. */
  readonly target: Uint8Array;
  readonly text: Uint8Array;
}

/**
 * Returns the parts of `PRIVMSG #CHANNEL :TEXT` as views, if all of it is printable ASCII, and
 * `undefined` for any other line.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const line = (text: string) => new TextEncoder().encode(text);
 * assert.deepEqual(plainMessage(line("PRIVMSG #tea :hi you\r"))?.text, line("hi you"));
 * assert.equal(plainMessage(line("PRIVMSG #tea :grüezi\r")), undefined);
 * assert.equal(plainMessage(line("PRIVMSG #tea,#rum :hi")), undefined);
 * ```
 */
export function plainMessage(line: Uint8Array): PlainMessage | undefined {
  const end = line[line.length - 1] === CARRIAGE_RETURN ? line.length - 1 : line.length;
  if (end > MAX_LINE_BYTES) return undefined;
  for (let at = 0; at < COMMAND.length; at++) {
    if (line[at] !== COMMAND[at]) return undefined;
  }
  let targetEnd = COMMAND.length;
  while (targetEnd < end && line[targetEnd] !== SPACE) {
    if (line[targetEnd++] === COMMA) return undefined;
  }
  const start = targetEnd + 2;
  if (start >= end || line[targetEnd + 1] !== COLON) return undefined;
  for (let at = COMMAND.length; at < end; at++) {
    const byte = line[at]!;
    if (byte < SPACE || byte > 0x7e) return undefined;
  }
  return {
    target: line.subarray(COMMAND.length - 1, targetEnd),
    text: line.subarray(start, end),
  };
}
