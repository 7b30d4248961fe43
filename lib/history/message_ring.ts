import type { Page, PastMessage, SaidMessage } from "./history.ts";
import { BLOCK_COUNT, MessageBlock } from "./message_block.ts";
import { type MessageLog, takePage } from "./page.ts";
import { scan } from "./scan.ts";

/** The newest messages of a channel, in memory. */
export class MessageRing implements MessageLog {
  readonly #blocks: MessageBlock[] = [];
  /** A block whose messages were removed, for the next ones. */
  #spare: MessageBlock | undefined;
  /** The index of the oldest message in the first block. */
  #start = 0;
  #count = 0;
  #bytes = 0;

  /** The number of messages. */
  get count(): number {
    return this.#count;
  }

  /** About how much memory the messages take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The time of the oldest message; `undefined` if there is none. */
  get oldestTime(): number | undefined {
    return this.#count === 0 ? undefined : this.#blocks[0]!.timeAt(this.#start);
  }

  /** Adds a message behind all others. */
  add(message: SaidMessage): void {
    let last = this.#blocks.at(-1);
    if (!last || last.isFull) {
      last = this.#spare ?? new MessageBlock();
      this.#spare = undefined;
      this.#blocks.push(last);
    }
    last.add(message);
    this.#count++;
    this.#bytes += last.bytesAt(last.count - 1);
  }

  /** Removes the oldest messages. */
  removeOldest(count: number): void {
    for (let left = Math.min(count, this.#count); left > 0; left--) {
      const first = this.#blocks[0]!;
      this.#bytes -= first.bytesAt(this.#start++);
      this.#count--;
      if (this.#start < first.count) continue;
      first.clear();
      this.#spare = this.#blocks.shift();
      this.#start = 0;
    }
  }

  *before(id: number): Iterable<PastMessage> {
    for (let index = this.#indexAfter(id - 1) - 1; index >= 0; index--) yield this.#at(index);
  }

  after(id: number): Iterable<PastMessage> {
    return this.#from(this.#indexAfter(id));
  }

  since(time: number): Iterable<PastMessage> {
    return this.#from(this.#firstIndex((block, at) => block.timeAt(at) >= time));
  }

  countBefore(id: number): number {
    return this.#indexAfter(id - 1);
  }

  countAfter(id: number): number {
    return this.#count - this.#indexAfter(id);
  }

  /** Returns the newest messages with all phrases of a search; `before` counts the older ones. */
  search(phrases: readonly (readonly string[])[], count: number): Page {
    const found = scan(this.before(Infinity), phrases);
    const messages = takePage(found, count).reverse();
    return { messages, before: found.length - messages.length, after: 0 };
  }

  *#from(start: number): Iterable<PastMessage> {
    for (let index = start; index < this.#count; index++) yield this.#at(index);
  }

  /** Returns the message with that index, counted from the oldest. */
  #at(index: number): PastMessage {
    const place = this.#start + index;
    return this.#blocks[Math.floor(place / BLOCK_COUNT)]!.at(place % BLOCK_COUNT);
  }

  /** Returns the index of the first message with a higher id. */
  #indexAfter(id: number): number {
    return this.#firstIndex((block, at) => block.idAt(at) > id);
  }

  /** Returns the index of the first message of which something holds, as of all messages behind it. */
  #firstIndex(holds: (block: MessageBlock, at: number) => boolean): number {
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const place = this.#start + middle;
      if (holds(this.#blocks[Math.floor(place / BLOCK_COUNT)]!, place % BLOCK_COUNT)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
