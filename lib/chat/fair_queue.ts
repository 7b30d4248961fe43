import { AgedSet } from "./aged_set.ts";

/**
 * Items that stand in line to make room for others, each in a group. The largest group gives way
 * first, with the item that has waited longest: a group that floods the queue displaces only its own
 * items. Every call takes constant time.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const queue = new FairQueue<string, string>();
 * queue.add("first", "few");
 * for (const item of ["one", "two", "three"]) queue.add(item, "many");
 * assert.equal(queue.next(), "one");
 * queue.delete("one", "many");
 * queue.delete("two", "many");
 * // Of groups with one size, the one that has had it longest gives way.
 * assert.equal(queue.next(), "first");
 * ```
 */
export class FairQueue<Item, Group> {
  readonly #groups = new Map<Group, AgedSet<Item>>();
  readonly #groupsBySize = new Map<number, AgedSet<Group>>();
  #largest = 0;
  #size = 0;

  /** The number of items. */
  get size(): number {
    return this.#size;
  }

  /** Adds an item behind all others of its group, unless it is there already. */
  add(item: Item, group: Group): void {
    let items = this.#groups.get(group);
    if (!items) this.#groups.set(group, items = new AgedSet());
    if (!items.add(item)) return;
    this.#size++;
    this.#move(group, items.size - 1, items.size);
    if (items.size > this.#largest) this.#largest = items.size;
  }

  /** Removes an item, if it is there. */
  delete(item: Item, group: Group): void {
    const items = this.#groups.get(group);
    if (!items?.delete(item)) return;
    this.#size--;
    if (items.size === 0) this.#groups.delete(group);
    this.#move(group, items.size + 1, items.size);
    if (!this.#groupsBySize.has(this.#largest)) this.#largest--;
  }

  /** Returns the item that has to make room first; `undefined` if there is none. */
  next(): Item | undefined {
    const group = this.#groupsBySize.get(this.#largest)?.oldest;
    return group === undefined ? undefined : this.#groups.get(group)?.oldest;
  }

  #move(group: Group, from: number, to: number): void {
    const before = this.#groupsBySize.get(from);
    before?.delete(group);
    if (before?.size === 0) this.#groupsBySize.delete(from);
    if (to === 0) return;
    let after = this.#groupsBySize.get(to);
    if (!after) this.#groupsBySize.set(to, after = new AgedSet());
    after.add(group);
  }
}
