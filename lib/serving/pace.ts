/**
 * Lets somebody do a thing so many times in a time.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const pace = new Pace(2, 1000);
 * assert.deepEqual([0, 1, 2, 1000, 1001].map((now) => pace.mayGo(now)), [true, true, false, true, true]);
 * ```
 */
export class Pace {
  readonly #max: number;
  readonly #windowMs: number;
  #times: number[] | undefined;

  constructor(max: number, windowMs: number) {
    this.#max = max;
    this.#windowMs = windowMs;
  }

  /** Reports whether the thing may be done now, and counts it if so. In milliseconds. */
  mayGo(now: number): boolean {
    const times = this.#times ??= [];
    if (times.length >= this.#max && now - times[0]! < this.#windowMs) return false;
    times.push(now);
    if (times.length > this.#max) times.shift();
    return true;
  }
}
