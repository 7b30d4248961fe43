import type { PastMessage, SaidMessage } from "./history.ts";

/** The messages of a block. */
export const BLOCK_COUNT = 64;

/** What a message takes in memory besides its text, in bytes: about, and rather too much. */
const MESSAGE_OVERHEAD_BYTES = 200;

const MIN_TEXT_BYTES = 512;

const decoder = new TextDecoder();

/**
 * A few successive messages of a channel in memory. Most texts stay in the bytes in which they came, and
 * a block is used again: an object and a string for each message would take a third of the server's time
 * in a busy channel of ten, most of it in the garbage collector.
 */
export class MessageBlock {
  #count = 0;
  readonly #ids: number[] = [];
  readonly #times: number[] = [];
  readonly #senders: string[] = [];
  /** The texts that did not come in bytes. */
  readonly #texts: (string | undefined)[] = [];
  /** The texts that did, one behind the other. */
  #bytes = new Uint8Array(0);
  /** Where the bytes of each message end. */
  readonly #ends: number[] = [];

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === BLOCK_COUNT;
  }

  /** Adds a message behind the others. */
  add({ id, time, sender, text }: SaidMessage): void {
    const index = this.#count++;
    this.#ids[index] = id;
    this.#times[index] = time;
    this.#senders[index] = sender;
    const start = this.#startOf(index);
    const { bytes } = text;
    if (bytes) this.#copy(bytes, start);
    this.#texts[index] = bytes ? undefined : String(text);
    this.#ends[index] = start + (bytes?.length ?? 0);
  }

  /** Removes all messages, and keeps the memory for others. */
  clear(): void {
    this.#count = 0;
    this.#texts.fill(undefined);
    this.#senders.fill("");
  }

  idAt(index: number): number {
    return this.#ids[index]!;
  }

  timeAt(index: number): number {
    return this.#times[index]!;
  }

  /** About how much memory a message takes. */
  bytesAt(index: number): number {
    const length = this.#texts[index]?.length ?? this.#ends[index]! - this.#startOf(index);
    return 2 * length + MESSAGE_OVERHEAD_BYTES;
  }

  at(index: number): PastMessage {
    const bytes = () => this.#bytes.subarray(this.#startOf(index), this.#ends[index]);
    return {
      id: this.#ids[index]!,
      time: this.#times[index]!,
      sender: this.#senders[index]!,
      text: this.#texts[index] ?? decoder.decode(bytes()),
    };
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1]!;
  }

  #copy(text: Uint8Array, start: number): void {
    const needed = start + text.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length, MIN_TEXT_BYTES));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    this.#bytes.set(text, start);
  }
}
