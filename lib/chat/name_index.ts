import { lookOf } from "./look.ts";
import { keyOf } from "./user.ts";

interface Entry<T> extends Forms {
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
  /** By the keys of the names. */
  readonly #entries = new Map<string, Entry<T>[]>();
  #size = 0;

  /** The number of values. */
  get size(): number {
    return this.#size;
  }

  /** Returns the value of a name, or of one that people would take for it. */
  find(name: string): T | undefined {
    if (this.#size === 0) return undefined;
    const { keys, folded, beyondAscii } = formsOf(name);
    const alike = keys.flatMap((key) => this.#entries.get(key) ?? []);
    const found = alike.find((entry) => entry.folded === folded) ??
      alike.find((entry) => entry.beyondAscii !== beyondAscii);
    return found?.value;
  }

  /** Adds the value of a name that {@linkcode find} does not find. */
  add(name: string, value: T): void {
    const entry = { ...formsOf(name), value };
    for (const key of entry.keys) {
      this.#entries.set(key, [...this.#entries.get(key) ?? [], entry]);
    }
    this.#size++;
  }

  /** Removes a value that was added with this name. */
  delete(name: string, value: T): void {
    const { keys } = formsOf(name);
    const isAdded = this.#entries.get(keys[0]!)?.some((entry) => entry.value === value);
    if (!isAdded) return;
    for (const key of keys) {
      const rest = this.#entries.get(key)!.filter((entry) => entry.value !== value);
      if (rest.length > 0) this.#entries.set(key, rest);
      else this.#entries.delete(key);
    }
    this.#size--;
  }
}

/** What names are compared by. */
interface Forms {
  /**
   * The skeletons of the name in small letters, and of its own skeleton in small letters. Letters look
   * different in capitals: `M` and `m` have other skeletons, and so have `I` and `i`.
   */
  readonly keys: readonly string[];
  /** The name in small letters. */
  readonly folded: string;
  readonly beyondAscii: string;
}

function formsOf(name: string): Forms {
  const key = keyOf(name);
  const folded = key.toLowerCase();
  const { skeleton, beyondAscii } = lookOf(key);
  const keys = new Set([folded, skeleton.toLowerCase()].map((text) => lookOf(text).skeleton));
  return { keys: [...keys], folded, beyondAscii };
}
