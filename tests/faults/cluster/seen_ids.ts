/** The number of servers that ids tell apart. */
const CLUSTER_SLOTS = 128;

/** How far behind the first id that it saw a client asks for messages, in microseconds. */
const FLOOR_MARGIN = 10_000_000;

/** What a client has seen of a channel, in the words of a request for what it has missed. */
export class SeenIds {
  /** Whether ids tell which server took a message: those of one server grow by themselves. */
  hasSlots = false;
  readonly #all = new Set<number>();
  readonly #lastBySlot = new Map<number, number>();
  #first: number | undefined;

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  has(id: number): boolean {
    return this.#all.has(id);
  }

  /** Notes an id. Returns whether a client that keeps one id for each server would drop the message. */
  add(id: number): boolean {
    const slot = this.#slotOf(id);
    const last = this.#lastBySlot.get(slot) ?? 0;
    const isBehind = id <= last && !this.#all.has(id);
    this.#all.add(id);
    this.#first ??= id;
    this.#lastBySlot.set(slot, Math.max(id, last));
    return isBehind;
  }

  #slotOf(id: number): number {
    return this.hasSlots ? id % CLUSTER_SLOTS : 0;
  }

  /** The second string of a request for everything behind these ids. */
  get after(): string {
    const ids = [...this.#lastBySlot.values()];
    if (!this.hasSlots) return String(Math.max(...ids));
    const floor = Math.max(0, this.#first! - FLOOR_MARGIN);
    return [floor, ...ids].join(",");
  }
}
