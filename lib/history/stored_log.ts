import { CLUSTER_SLOTS } from "../chat/event_id.ts";
import type { StoredMessage } from "../store/message_table.ts";
import type { PastMessage } from "./history.ts";
import type { MessageRing } from "./message_ring.ts";
import type { MessageLog } from "./page.ts";
import { lowestSeen, type Seen } from "./seen.ts";
import type { StoredMessages } from "./stored_messages.ts";

/** The messages of a channel: those in the store, and behind them those that wait to be saved. */
export class StoredLog implements MessageLog {
  readonly #stored: StoredMessages;
  readonly #channel: number;
  readonly #gathered: MessageRing;

  constructor(stored: StoredMessages, channel: number, gathered: MessageRing) {
    this.#stored = stored;
    this.#channel = channel;
    this.#gathered = gathered;
  }

  *before(id: number): Iterable<PastMessage> {
    yield* this.#gathered.before(id);
    yield* this.#stored.messages.before(this.#channel, id);
  }

  *after(id: number): Iterable<PastMessage> {
    yield* this.#stored.messages.after(this.#channel, id);
    yield* this.#gathered.after(id);
  }

  *since(time: number): Iterable<StoredMessage | PastMessage> {
    const first = this.#stored.messages.firstSince(this.#channel, time);
    if (first === undefined) yield* this.#gathered.since(time);
    else yield* this.after(first - 1);
  }

  *unseen(seen: Seen): Iterable<PastMessage> {
    const { messages } = this.#stored;
    yield* messages.unseen(this.#channel, seen, lowestSeen(seen), CLUSTER_SLOTS);
    yield* this.#gathered.unseen(seen);
  }

  countBefore(id: number): number {
    // Usually few messages are newer, and many are older.
    return this.#stored.count(this.#channel) + this.#gathered.count - this.countAfter(id - 1);
  }

  countAfter(id: number): number {
    return this.#stored.messages.countAfter(this.#channel, id) + this.#gathered.countAfter(id);
  }

  countUnseen(seen: Seen, id: number): number {
    const { messages } = this.#stored;
    return messages.countUnseen(this.#channel, seen, id, CLUSTER_SLOTS) +
      this.#gathered.countUnseen(seen, id);
  }
}
