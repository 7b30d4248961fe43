import { CLUSTER_SLOTS, type EventIds } from "../chat/event_id.ts";

/** An id that is further ahead of the clock is a fault of another program, in microseconds. */
const MAX_AHEAD = 366 * 24 * 3600 * 1e6;

/**
 * The ids of events in a cluster: microseconds since 1970, rounded so that the remainder tells the
 * server. They grow, and pass every id that the server has seen, so an answer never has a smaller id
 * than the message that it answers, whatever the clocks of the servers say.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const ids = new ClusterIds(3, () => 1);
 * assert.deepEqual([ids.next(), ids.next()], [899, 1027]);
 * ids.pass(2000);
 * assert.deepEqual([ids.next(), ids.next() % 128], [2051, 3]);
 * ```
 */
export class ClusterIds implements EventIds {
  readonly #now: () => number;
  #slot: number;
  #last = 0;

  /** @param now Returns the milliseconds since 1970. */
  constructor(slot: number, now: () => number) {
    this.#slot = slot;
    this.#now = now;
  }

  /** The greatest id so far. */
  get last(): number {
    return this.#last;
  }

  /** Goes on in another slot. */
  changeSlot(slot: number): void {
    this.#slot = slot;
  }

  next(): number {
    return this.#last = Math.max(
      this.#after(this.#last),
      this.#after(1000 * this.#now() - CLUSTER_SLOTS),
    );
  }

  /** Returns the first id of this server behind another. */
  #after(id: number): number {
    const candidate = id - id % CLUSTER_SLOTS + this.#slot;
    return candidate > id ? candidate : candidate + CLUSTER_SLOTS;
  }

  /** Goes on behind an id that another server has given. */
  pass(id: number): void {
    if (id > this.#last && id < 1000 * this.#now() + MAX_AHEAD) this.#last = id;
  }
}
