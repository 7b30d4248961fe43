import { concat } from "../../framing/bytes.ts";
import { FRAME_SIZE } from "../../framing/fixed_frames.ts";

const NEWLINE = 0x0a;

/** How much of a message is kept in memory, in bytes. */
const MAX_KEPT_BYTES = 64 * 1024;

/** How many cuts of a message are kept. */
const MAX_KEPT_CUTS = 8;

/** A message of a stream, or the part of it that has arrived. */
export interface CutMessage {
  /** Its first bytes: all of them, up to 64 KiB. */
  readonly bytes: Uint8Array;
  readonly length: number;
  /** The first positions in the message at which a read ended. */
  readonly cuts: readonly number[];
  /** The number of all these positions. */
  readonly cutCount: number;
}

/** A rule that ends messages. */
export type MessageEnd =
  /**
   * @param held The length of the part of the message that precedes `start`.
   * @returns where in `chunk` the message that continues at `start` ends, or -1 if it does not.
   */
  (chunk: Uint8Array, start: number, held: number) => number;

/** Ends each message after 200 bytes. */
export const FRAME_END: MessageEnd = (chunk, start, held) => {
  const end = start + FRAME_SIZE - held;
  return end <= chunk.length ? end : -1;
};

/** Ends each message after a newline. */
export const LINE_END: MessageEnd = (chunk, start) => chunk.indexOf(NEWLINE, start) + 1 || -1;

/**
 * Cuts a stream into messages, and remembers where reads have cut the messages. It keeps only the
 * beginning of a message that is very long.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const cutter = new MessageCutter(LINE_END);
 * const found: string[] = [];
 * for (const read of ["LI", "ST\nSEND", " bob hi\n"]) {
 *   cutter.push(new TextEncoder().encode(read), ({ length, cuts }) => {
 *     found.push(`${length} bytes, cut after ${cuts}`);
 *   });
 * }
 * assert.deepEqual(found, ["5 bytes, cut after 2", "12 bytes, cut after 4"]);
 * ```
 */
export class MessageCutter {
  readonly #endOf: MessageEnd;
  #kept: Uint8Array[] = [];
  #keptLength = 0;
  #length = 0;
  #cuts: number[] = [];
  #cutCount = 0;

  constructor(endOf: MessageEnd) {
    this.#endOf = endOf;
  }

  /** Takes the bytes of a read, and calls `onMessage` for each message that they complete. */
  push(chunk: Uint8Array, onMessage: (message: CutMessage) => void): void {
    this.#markCut();
    for (let at = 0; at < chunk.length;) {
      const end = this.#endOf(chunk, at, this.#length);
      this.#keep(chunk.subarray(at, end < 0 ? chunk.length : end));
      if (end < 0) return;
      onMessage(this.#take());
      at = end;
    }
  }

  /** The part of the next message that has arrived, if any. */
  get partial(): CutMessage | undefined {
    return this.#length > 0 ? this.#message() : undefined;
  }

  #markCut(): void {
    if (this.#length === 0) return;
    this.#cutCount++;
    if (this.#cuts.length < MAX_KEPT_CUTS) this.#cuts.push(this.#length);
  }

  #keep(part: Uint8Array): void {
    const kept = part.slice(0, MAX_KEPT_BYTES - this.#keptLength);
    if (kept.length > 0) this.#kept.push(kept);
    this.#keptLength += kept.length;
    this.#length += part.length;
  }

  #message(): CutMessage {
    const bytes = concat(this.#kept);
    return { bytes, length: this.#length, cuts: this.#cuts, cutCount: this.#cutCount };
  }

  #take(): CutMessage {
    const message = this.#message();
    this.#kept = [];
    this.#keptLength = this.#length = this.#cutCount = 0;
    this.#cuts = [];
    return message;
  }
}
