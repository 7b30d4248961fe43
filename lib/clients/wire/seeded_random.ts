/**
 * Returns a generator of numbers from 0 to 1, without 1. Equal seeds give equal numbers, on every
 * machine. It is mulberry32, by Tommy Ettinger.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const [one, other] = [seededRandom(7), seededRandom(7)];
 * assert.equal(one(), other());
 * assert.notEqual(one(), seededRandom(8)());
 * ```
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
