/**
 * A set that knows which of its members has been there for longest. Every call takes constant time.
 * The first member that a `Set` iterates over takes longer to find the more have been deleted.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const set = new AgedSet<string>();
 * for (const member of ["one", "two", "one", "three"]) set.add(member);
 * assert.equal(set.oldest, "one");
 * set.delete("one");
 * set.add("one");
 * assert.equal(set.oldest, "two");
 * ```
 */
export class AgedSet<Member> {
  readonly #members = new Set<Member>();
  /** Has passed all members that are older than the oldest: they were deleted. */
  #iterator = this.#members.values();
  #oldest: Member | undefined;

  get size(): number {
    return this.#members.size;
  }

  /** Adds a member as the youngest, unless it is there already. Returns whether it was not. */
  add(member: Member): boolean {
    const { size } = this.#members;
    return this.#members.add(member).size > size;
  }

  /** Deletes a member. Returns whether it was there. */
  delete(member: Member): boolean {
    if (member === this.#oldest) this.#oldest = undefined;
    return this.#members.delete(member);
  }

  /** The member that was added the longest time ago. */
  get oldest(): Member | undefined {
    if (this.#oldest !== undefined || this.#members.size === 0) return this.#oldest;
    let next = this.#iterator.next();
    if (next.done) {
      // It ended when the set was empty, and finds no later members.
      this.#iterator = this.#members.values();
      next = this.#iterator.next();
    }
    return this.#oldest = next.value;
  }
}
