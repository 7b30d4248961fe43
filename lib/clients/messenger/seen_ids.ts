import { slotOf } from "../../chat/event_id.ts";

/** How much later than others a message of another server may come, as a difference of ids: 10 s. */
const MAX_DELAY_IDS = 10_000_000;

/**
 * The messages of a channel that have come, by their ids. On a single server, the last id says it all. In
 * a cluster, only the messages that the same server took come in the order of their ids, so that takes
 * the last id of each server.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const seen = new SeenIds();
 * seen.note(17);
 * assert(seen.has(16));
 * assert.equal(seen.place, "17");
 * seen.isClustered = true;
 * assert(!seen.has(16));
 * assert.equal(seen.place, "0,17");
 * ```
 */
export class SeenIds {
  /** Whether the messages come from the servers of a cluster. */
  isClustered = false;
  #last: number | undefined;
  /** Of servers of which nothing has come, messages up to this one are too old to be missed. */
  #floor: number | undefined;
  readonly #lastBySlot = new Map<number, number>();

  /** Whether nothing is known of the place up to which messages have come. */
  get isEmpty(): boolean {
    return this.#last === undefined;
  }

  /** What to ask a server for the messages after. */
  get place(): string {
    if (!this.isClustered || this.#floor === undefined) return String(this.#last ?? 0);
    return [this.#floor, ...this.#lastBySlot.values()].join();
  }

  /** Reports whether a message has come. */
  has(id: number): boolean {
    const last = this.isClustered ? this.#lastBySlot.get(slotOf(id)) : this.#last;
    return last !== undefined && id <= last;
  }

  /** Records that a message has come, or with 0 that none had been sent. */
  note(id: number): void {
    this.#last = Math.max(this.#last ?? 0, id);
    if (id === 0) return;
    this.#floor ??= Math.max(0, id - MAX_DELAY_IDS);
    this.#lastBySlot.set(slotOf(id), Math.max(this.#lastBySlot.get(slotOf(id)) ?? 0, id));
  }

  /** Records that messages up to this id are too old, although they have not come. */
  startAfter(id: number): void {
    this.#floor = Math.max(this.#floor ?? 0, id);
  }

  /** Forgets all messages. */
  clear(): void {
    this.#last = this.#floor = undefined;
    this.#lastBySlot.clear();
  }

  /** Returns a copy, in which a reader can go on from page to page. */
  copy(): SeenIds {
    const copy = new SeenIds();
    copy.isClustered = this.isClustered;
    copy.#last = this.#last;
    copy.#floor = this.#floor;
    for (const [slot, id] of this.#lastBySlot) copy.#lastBySlot.set(slot, id);
    return copy;
  }
}
