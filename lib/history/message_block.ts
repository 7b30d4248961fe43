import type { PastMessage, SaidMessage } from "./history.ts";

/** The maximum number of messages in a block. */
export const BLOCK_COUNT = 64;

/** What a message takes in memory besides its text, in bytes: about, and rather too much. */
const MESSAGE_OVERHEAD_BYTES = 200;

const MIN_TEXT_BYTES = 512;

const decoder = new TextDecoder();

/**
 * A few successive messages of a channel in memory, in the order of their ids. Most texts stay in the
 * bytes in which they came, and a block is used again: an object and a string for each message would
 * take a third of the server's time in a busy channel of ten, most of it in the garbage collector.
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

  /** Adds a message behind the others, or in front of the one with that index. */
  add({ id, time, sender, text }: SaidMessage, index = this.#count): void {
    const { bytes } = text;
    const length = bytes?.length ?? 0;
    const start = this.#startOf(index);
    if (index < this.#count) this.#moveUp(index, length);
    if (bytes) this.#copy(bytes, start);
    this.#count++;
    this.#ids[index] = id;
    this.#times[index] = time;
    this.#senders[index] = sender;
    this.#texts[index] = bytes ? undefined : String(text);
    this.#ends[index] = start + length;
  }

  /** Moves the messages from an index on into a new block. */
  moveTail(index: number): MessageBlock {
    const tail = new MessageBlock();
    for (let at = index; at < this.#count; at++) tail.add(this.#saidAt(at));
    this.#truncate(index);
    return tail;
  }

  /** Removes all messages, and keeps the memory for others. */
  clear(): void {
    this.#truncate(0);
  }

  #truncate(count: number): void {
    this.#count = count;
    this.#texts.fill(undefined, count);
    this.#senders.fill("", count);
  }

  idAt(index: number): number {
    return this.#ids[index]!;
  }

  timeAt(index: number): number {
    return this.#times[index]!;
  }

  /** Returns the index of the first message with a higher id. */
  indexAfter(id: number): number {
    let index = this.#count;
    while (index > 0 && this.#ids[index - 1]! > id) index--;
    return index;
  }

  /** About how much memory a message takes. */
  bytesAt(index: number): number {
    const length = this.#texts[index]?.length ?? this.#ends[index]! - this.#startOf(index);
    return 2 * length + MESSAGE_OVERHEAD_BYTES;
  }

  at(index: number): PastMessage {
    return {
      id: this.#ids[index]!,
      time: this.#times[index]!,
      sender: this.#senders[index]!,
      text: this.#texts[index] ?? decoder.decode(this.#bytesOf(index)),
    };
  }

  /** Returns a message whose text is valid until the block changes. */
  #saidAt(index: number): SaidMessage {
    if (this.#texts[index] !== undefined) return this.at(index);
    const bytes = this.#bytesOf(index);
    return {
      id: this.#ids[index]!,
      time: this.#times[index]!,
      sender: this.#senders[index]!,
      text: { bytes, toString: () => decoder.decode(bytes) },
    };
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1]!;
  }

  #bytesOf(index: number): Uint8Array {
    return this.#bytes.subarray(this.#startOf(index), this.#ends[index]);
  }

  /** Makes room for a message with that index whose text has so many bytes. */
  #moveUp(index: number, length: number): void {
    const [start, end] = [this.#startOf(index), this.#startOf(this.#count)];
    if (end + length > this.#bytes.length) this.#grow(end + length, end);
    this.#bytes.copyWithin(start + length, start, end);
    for (let at = this.#count; at > index; at--) {
      this.#ids[at] = this.#ids[at - 1]!;
      this.#times[at] = this.#times[at - 1]!;
      this.#senders[at] = this.#senders[at - 1]!;
      this.#texts[at] = this.#texts[at - 1];
      this.#ends[at] = this.#ends[at - 1]! + length;
    }
  }

  #copy(text: Uint8Array, start: number): void {
    const needed = start + text.length;
    if (needed > this.#bytes.length) this.#grow(needed, start);
    this.#bytes.set(text, start);
  }

  /** Makes room for so many bytes of texts in all, and keeps the first ones. */
  #grow(needed: number, kept: number): void {
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length, MIN_TEXT_BYTES));
    larger.set(this.#bytes.subarray(0, kept));
    this.#bytes = larger;
  }
}
