import { type MessageLog, takePage } from "./page.ts";
import type { Page, PastMessage } from "./history.ts";
import { scan } from "./scan.ts";

/** What a message takes in memory besides its text, in bytes: about, and rather too much. */
const MESSAGE_OVERHEAD_BYTES = 200;

/** Removed messages stay in the array until they are this many, and more than those that are kept. */
const MIN_REMOVED = 32;

/** The newest messages of a channel, in memory. */
export class MessageRing implements MessageLog {
  #messages: PastMessage[] = [];
  /** The index of the oldest message. */
  #start = 0;
  #bytes = 0;

  /** The number of messages. */
  get count(): number {
    return this.#messages.length - this.#start;
  }

  /** About how much memory the messages take. */
  get bytes(): number {
    return this.#bytes;
  }

  get oldest(): PastMessage | undefined {
    return this.#messages[this.#start];
  }

  /** Adds a message behind all others. */
  add(message: PastMessage): void {
    this.#messages.push(message);
    this.#bytes += bytesOf(message);
  }

  /** Removes the oldest messages. */
  removeOldest(count: number): void {
    for (let left = Math.min(count, this.count); left > 0; left--) {
      this.#bytes -= bytesOf(this.#messages[this.#start++]!);
    }
    if (this.#start > Math.max(MIN_REMOVED, this.count)) {
      this.#messages = this.#messages.slice(this.#start);
      this.#start = 0;
    }
  }

  *before(id: number): Iterable<PastMessage> {
    for (let index = this.#indexAfter(id - 1) - 1; index >= this.#start; index--) {
      yield this.#messages[index]!;
    }
  }

  after(id: number): Iterable<PastMessage> {
    return this.#messages.slice(this.#indexAfter(id));
  }

  since(time: number): Iterable<PastMessage> {
    return this.#messages.slice(this.#firstIndex((it) => it.time >= time));
  }

  countBefore(id: number): number {
    return this.#indexAfter(id - 1) - this.#start;
  }

  countAfter(id: number): number {
    return this.#messages.length - this.#indexAfter(id);
  }

  /** Returns the newest messages with all phrases of a search; `before` counts the older ones. */
  search(phrases: readonly (readonly string[])[], count: number): Page {
    const found = scan(this.before(Infinity), phrases);
    const messages = takePage(found, count).reverse();
    return { messages, before: found.length - messages.length, after: 0 };
  }

  /** Returns the index of the first message with a higher id. */
  #indexAfter(id: number): number {
    return this.#firstIndex((it) => it.id > id);
  }

  /** Returns the index of the first message of which something holds, as of all messages behind it. */
  #firstIndex(holds: (message: PastMessage) => boolean): number {
    let [low, high] = [this.#start, this.#messages.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#messages[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function bytesOf({ text }: PastMessage): number {
  return 2 * text.length + MESSAGE_OVERHEAD_BYTES;
}
