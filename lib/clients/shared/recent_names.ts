import { MAX_NAME_LENGTH } from "../../chat/name.ts";

/** The maximum number of names: as many users as a server admits by default. */
const MAX_NAMES = 20_000;

/**
 * The names that a client has heard last, for completion. It forgets the oldest ones, as strangers
 * can make up any number of names.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const names = new RecentNames(2);
 * for (const name of ["ann", "bob", "ann", "eve"]) names.add(name);
 * assert.deepEqual([...names], ["ann", "eve"]);
 * ```
 */
export class RecentNames implements Iterable<string> {
  readonly #max: number;
  readonly #names = new Set<string>();

  constructor(max = MAX_NAMES) {
    this.#max = max;
  }

  /**
   * Adds a name, or makes it the latest one. Ignores a text that is too long for a name, or that the
   * user could not type.
   */
  add(name: string): void {
    if (name.length > MAX_NAME_LENGTH || /\p{Cc}/u.test(name)) return;
    this.#names.delete(name);
    this.#names.add(name);
    if (this.#names.size > this.#max) this.#names.delete(this.#names.values().next().value!);
  }

  /** Forgets a name. */
  delete(name: string): void {
    this.#names.delete(name);
  }

  /** Replaces all names by these, or by the last of them if there are too many. */
  replace(names: readonly string[]): void {
    this.#names.clear();
    for (const name of names.slice(-this.#max)) this.add(name);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#names.values();
  }
}
