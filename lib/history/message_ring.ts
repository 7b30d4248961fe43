import type { Page, PastMessage, SaidMessage } from "./history.ts";
import { BLOCK_COUNT, MessageBlock } from "./message_block.ts";
import { type MessageLog, takePage } from "./page.ts";
import { scan } from "./scan.ts";
import { isUnseen, lowestSeen, type Seen } from "./seen.ts";

/**
 * The newest messages of a channel, in memory, in the order of their ids. Usually they come in that
 * order; one that comes late moves only messages of its block.
 */
export class MessageRing implements MessageLog {
  /** None of them is empty. Late messages split full ones, so they differ in length. */
  readonly #blocks: MessageBlock[] = [];
  /** A block whose messages were removed, for the next ones. */
  #spare: MessageBlock | undefined;
  /** The index of the oldest message in the first block. */
  #start = 0;
  #count = 0;
  #bytes = 0;
  /** The highest ids: of the removed messages, and of all. */
  #removedId = -1;
  #newestId = -1;

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

  /** Adds a message, unless it is there already, or is older than one that was removed. */
  add(message: SaidMessage): void {
    if (message.id > this.#newestId) this.#append(message);
    else if (message.id > this.#removedId) this.#insert(message);
  }

  #append(message: SaidMessage): void {
    this.#newestId = message.id;
    let last = this.#blocks.at(-1);
    if (!last || last.isFull) {
      last = this.#spare ?? new MessageBlock();
      this.#spare = undefined;
      this.#blocks.push(last);
    }
    this.#addTo(last, message, last.count);
  }

  #insert(message: SaidMessage): void {
    const place = this.#blockOf(message.id);
    const block = this.#blocks[place]!;
    const index = block.indexAfter(message.id);
    if (index > 0 && block.idAt(index - 1) === message.id) return;
    if (!block.isFull) return this.#addTo(block, message, index);
    this.#split(place);
    this.#insert(message);
  }

  #addTo(block: MessageBlock, message: SaidMessage, index: number): void {
    block.add(message, index);
    this.#count++;
    this.#bytes += block.bytesAt(index);
  }

  /** Makes room in a block that is full. */
  #split(place: number): void {
    const block = this.#blocks[place]!;
    if (place === 0 && this.#start > 0) {
      this.#blocks[0] = block.moveTail(this.#start);
      this.#start = 0;
    } else {
      this.#blocks.splice(place + 1, 0, block.moveTail(BLOCK_COUNT / 2));
    }
  }

  /** Removes the oldest messages. */
  removeOldest(count: number): void {
    for (let left = Math.min(count, this.#count); left > 0; left--) {
      const first = this.#blocks[0]!;
      this.#removedId = first.idAt(this.#start);
      this.#bytes -= first.bytesAt(this.#start++);
      this.#count--;
      if (this.#start < first.count) continue;
      first.clear();
      this.#spare = this.#blocks.shift();
      this.#start = 0;
    }
  }

  *before(id: number): Iterable<PastMessage> {
    let place = this.#blockOf(id - 1);
    let index = this.#blocks[place]?.indexAfter(id - 1) ?? 0;
    for (; place >= 0; index = this.#blocks[--place]?.count ?? 0) {
      const start = this.#startOf(place);
      while (index > start) yield this.#blocks[place]!.at(--index);
    }
  }

  after(id: number): Iterable<PastMessage> {
    return this.#select(id, () => true);
  }

  since(time: number): Iterable<PastMessage> {
    // The clocks of several servers differ: times do not always grow with the ids.
    let isReached = false;
    return this.#select(-1, (block, at) => isReached ||= block.timeAt(at) >= time);
  }

  unseen(seen: Seen): Iterable<PastMessage> {
    return this.#select(lowestSeen(seen), (block, at) => isUnseen(block.idAt(at), seen));
  }

  countBefore(id: number): number {
    return this.#count - this.countAfter(id - 1);
  }

  countAfter(id: number): number {
    let count = 0;
    for (const [block, start] of this.#partsAfter(id)) count += block.count - start;
    return count;
  }

  countUnseen(seen: Seen, id: number): number {
    let count = 0;
    for (const [block, start] of this.#partsAfter(id)) {
      for (let at = start; at < block.count; at++) if (isUnseen(block.idAt(at), seen)) count++;
    }
    return count;
  }

  /** Returns the newest messages with all phrases of a search; `before` counts the older ones. */
  search(phrases: readonly (readonly string[])[], count: number): Page {
    const found = scan(this.before(Infinity), phrases);
    const messages = takePage(found, count).reverse();
    return { messages, before: found.length - messages.length, after: 0 };
  }

  /** The messages with higher ids of which something holds, the oldest first. */
  *#select(
    id: number,
    holds: (block: MessageBlock, at: number) => boolean,
  ): Iterable<PastMessage> {
    for (const [block, start] of this.#partsAfter(id)) {
      for (let at = start; at < block.count; at++) if (holds(block, at)) yield block.at(at);
    }
  }

  /** The blocks that have messages with higher ids, each with the index of the first. */
  *#partsAfter(id: number): Iterable<[block: MessageBlock, start: number]> {
    let place = this.#blockOf(id);
    let start = this.#blocks[place]?.indexAfter(id) ?? 0;
    for (; place < this.#blocks.length; place++, start = 0) {
      yield [this.#blocks[place]!, Math.max(start, this.#startOf(place))];
    }
  }

  /** Returns the index of the oldest message in a block. */
  #startOf(place: number): number {
    return place === 0 ? this.#start : 0;
  }

  /** Returns the place of the last block that starts with this id or a lower one; 0 if there is none. */
  #blockOf(id: number): number {
    let [low, high] = [0, this.#blocks.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#blocks[middle]!.idAt(0) <= id) low = middle;
      else high = middle;
    }
    return low;
  }
}
