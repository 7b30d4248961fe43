/** Random numbers that a seed repeats. */
export class Random {
  #state: number;

  /** @param seed A whole number from 0 to 2³² − 1. */
  constructor(seed: number) {
    this.#state = seed;
  }

  /** Returns a whole number from 0 to `end` − 1. */
  below(end: number): number {
    // Mulberry32.
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  /** Returns `length` letters and digits, the first of them a letter. */
  word(length: number): string {
    const letters = "abcdefghijkmnpqrstuvwxyz";
    const all = `${letters}23456789`;
    return Array.from(
      { length },
      (_, index) => index === 0 ? letters[this.below(letters.length)] : all[this.below(all.length)],
    ).join("");
  }
}
