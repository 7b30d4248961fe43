/** Random numbers that repeat for the same seed. */
export class Random {
  #state: number;

  /** @param stream Selects one of many independent sequences of the same seed. */
  constructor(seed: number, stream = 0) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35);
  }

  /** Returns an integer from 0 up to, but not including, `bound`. */
  below(bound: number): number {
    return Math.floor(this.#next() * bound);
  }

  /** Returns an integer from `min` to `max`. Small ones are more frequent. */
  between(min: number, max: number): number {
    return min + Math.floor((max - min + 1) * this.#next() ** 3);
  }

  /** Returns `true` in one of `times` calls on average. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  /** Returns one of the items. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** Returns random bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** Returns a number from 0 up to, but not including, 1. The algorithm is Mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
