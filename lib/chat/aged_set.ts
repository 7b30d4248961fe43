/** A member, in line between the one that was added before it and the one that was added after it. */
interface Place<Member> {
  readonly member: Member;
  older: Place<Member> | undefined;
  younger: Place<Member> | undefined;
}

/**
 * A set that knows which of its members has been there for longest. Every call takes constant time:
 * a `Set` takes longer to find its first member the more have been deleted.
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
  readonly #places = new Map<Member, Place<Member>>();
  #oldest: Place<Member> | undefined;
  #youngest: Place<Member> | undefined;

  get size(): number {
    return this.#places.size;
  }

  /** The member that was added the longest time ago. */
  get oldest(): Member | undefined {
    return this.#oldest?.member;
  }

  /** Adds a member as the youngest, unless it is there already. Returns whether it was not. */
  add(member: Member): boolean {
    if (this.#places.has(member)) return false;
    const place = { member, older: this.#youngest, younger: undefined };
    this.#places.set(member, place);
    if (this.#youngest) this.#youngest.younger = place;
    else this.#oldest = place;
    this.#youngest = place;
    return true;
  }

  /** Deletes a member. Returns whether it was there. */
  delete(member: Member): boolean {
    const place = this.#places.get(member);
    if (!place) return false;
    this.#places.delete(member);
    const { older, younger } = place;
    if (older) older.younger = younger;
    else this.#oldest = younger;
    if (younger) younger.older = older;
    else this.#youngest = older;
    return true;
  }
}
