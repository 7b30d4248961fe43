import { lookOf } from "./look.ts";
import { keyOf } from "./user.ts";

interface Entry<T> {
  /** The key in small letters. */
  readonly folded: string;
  readonly beyondAscii: string;
  readonly value: T;
}

/**
 * Values by names. A name is found in capital and small letters, and in letters that look like its
 * own: somebody who is kept out as `bob` must not come back as `Bob`, or with a Cyrillic `о`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const index = new NameIndex<number>();
 * index.add("bob", 1);
 * assert.equal(index.find("BOB"), 1);
 * assert.equal(index.find("b\u043eb"), 1);
 * assert.equal(index.find("bob_2"), undefined);
 * ```
 */
export class NameIndex<T> {
  /** By the names' skeletons in small letters. */
  readonly #entries = new Map<string, Entry<T>[]>();
  #size = 0;

  /** The number of values. */
  get size(): number {
    return this.#size;
  }

  /** Returns the value of a name, or of one that people would take for it. */
  find(name: string): T | undefined {
    if (this.#size === 0) return undefined;
    const { skeleton, folded, beyondAscii } = formsOf(name);
    const alike = this.#entries.get(skeleton) ?? [];
    const found = alike.find((entry) => entry.folded === folded) ??
      alike.find((entry) => entry.beyondAscii !== beyondAscii);
    return found?.value;
  }

  /** Adds the value of a name that {@linkcode find} does not find. */
  add(name: string, value: T): void {
    const { skeleton, ...forms } = formsOf(name);
    const alike = this.#entries.get(skeleton) ?? [];
    this.#entries.set(skeleton, [...alike, { ...forms, value }]);
    this.#size++;
  }

  /** Removes a value that was added with this name. */
  delete(name: string, value: T): void {
    const { skeleton } = formsOf(name);
    const alike = this.#entries.get(skeleton) ?? [];
    const rest = alike.filter((entry) => entry.value !== value);
    this.#size -= alike.length - rest.length;
    if (rest.length > 0) this.#entries.set(skeleton, rest);
    else this.#entries.delete(skeleton);
  }

  /** Returns all values. */
  *values(): Iterable<T> {
    for (const alike of this.#entries.values()) for (const { value } of alike) yield value;
  }
}

function formsOf(name: string): { skeleton: string; folded: string; beyondAscii: string } {
  const key = keyOf(name);
  const { skeleton, beyondAscii } = lookOf(key);
  return { skeleton: skeleton.toLowerCase(), folded: key.toLowerCase(), beyondAscii };
}
