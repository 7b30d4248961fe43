/** The servers of a cluster share the ids by their remainders, as in `lib/chat/event_id.ts`. */
const CLUSTER_SLOTS = 128;
/** How much later than others a message of another server may come, as a difference of ids: 10 s. */
const MAX_DELAY_IDS = 10_000_000;

/** The messages of a channel that have come. The rules are those of the terminal client. */
export class Seen {
  /** The id of the last one. */
  last = 0;
  /** @type {number | undefined} Of servers of which nothing has come, messages up to this one are too old. */
  #floor;
  /** @type {Map<number, number>} The last one of each server. */
  #lastBySlot = new Map();

  /** @param {number[]} ids What {@linkcode marks} returned. */
  constructor([floor = 0, ...ids] = []) {
    if (ids.length > 0) this.#floor = floor;
    for (const id of ids) this.note(id);
  }

  /** Starts with a page of messages, of which this is the newest. */
  start(newest = 0) {
    this.#floor ??= Math.max(0, newest - MAX_DELAY_IDS);
  }

  /** What to ask a cluster for the messages after. */
  get marks() {
    return [this.#floor ?? 0, ...this.#lastBySlot.values()];
  }

  /** Reports whether a message has come, in a cluster. */
  has(id = 0) {
    return id <= (this.#lastBySlot.get(id % CLUSTER_SLOTS) ?? -1);
  }

  note(id = 0) {
    this.start(id);
    const slot = id % CLUSTER_SLOTS;
    this.#lastBySlot.set(slot, Math.max(id, this.#lastBySlot.get(slot) ?? 0));
    this.last = Math.max(id, this.last);
  }
}
