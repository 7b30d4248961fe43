import { Random } from "../check/random.ts";

/** The longest piece of a random split, in bytes. */
const MAX_RANDOM_PIECE_BYTES = 100;

/** How to cut a stream: after every so many bytes, or at random. */
export type Split = number | "random";

/**
 * The positions at which a stream is cut. They depend on the seed and not on the reads, so that a
 * second run cuts the same messages at the same bytes.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const points = new SplitPoints(4, 1);
 * assert.deepEqual(points.pieces(10), [4, 4, 2]);
 * assert.deepEqual(points.pieces(3), [2, 1]);
 * ```
 */
export class SplitPoints {
  readonly #next: () => number;
  /** The number of bytes up to the next cut. */
  #rest: number;

  constructor(split: Split, seed: number) {
    const random = new Random(seed >>> 0);
    this.#next = split === "random" ? () => 1 + random.below(MAX_RANDOM_PIECE_BYTES) : () => split;
    this.#rest = this.#next();
  }

  /** Returns the lengths of the pieces of the next `length` bytes. */
  pieces(length: number): number[] {
    const pieces: number[] = [];
    for (let left = length; left > 0;) {
      const piece = Math.min(left, this.#rest);
      pieces.push(piece);
      left -= piece;
      this.#rest -= piece;
      if (this.#rest === 0) this.#rest = this.#next();
    }
    return pieces;
  }
}
