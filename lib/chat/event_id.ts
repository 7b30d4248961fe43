/** The number of servers that a cluster may have: the remainder of an event's id tells which. */
export const CLUSTER_SLOTS = 128;

/** Returns the slot of the server that an event happened on, in a cluster. */
export function slotOf(id: number): number {
  return id % CLUSTER_SLOTS;
}

/** Gives events their ids. Each is greater than the one before. */
export interface EventIds {
  next(): number;
}

/** The ids of a single server: one after the other. */
export class ConsecutiveIds implements EventIds {
  #next: number;

  constructor(first: number) {
    this.#next = first;
  }

  next(): number {
    return this.#next++;
  }
}
