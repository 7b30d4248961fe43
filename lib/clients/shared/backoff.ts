/** The shortest and the longest pause before an attempt to reconnect, in milliseconds. */
const MIN_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 30_000;

/** A connection that has lasted for this long counts as a success, in milliseconds. */
const STABLE_MS = 30_000;

/** How many attempts in a row may be made without a pause, where there is another server. */
const MAX_AT_ONCE = 3;

/** What a {@linkcode Backoff} needs from outside; tests replace it. */
export interface BackoffOptions {
  /** Returns a random number from 0 up to 1. */
  random(): number;
  /** Returns the milliseconds since some moment in the past. */
  now(): number;
}

/**
 * The pauses between attempts to reconnect. They double from one second to half a minute, with a random
 * part, so that the clients of a server that starts again do not all come at once. A connection that
 * ends soon does not make them short again.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const backoff = new Backoff({ random: () => 0, now: () => 0 });
 * assert.deepEqual([1, 2, 3, 4, 5, 6].map(() => backoff.next()), [500, 1000, 2000, 4000, 8000, 15000]);
 * ```
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #attempts = 0;
  #atOnce = 0;
  #connectedAt: number | undefined;

  constructor(
    options: BackoffOptions = { random: Math.random, now: () => performance.now() },
  ) {
    this.#options = options;
    this.connected();
  }

  /** Records that there is a connection from now on. */
  connected(): void {
    this.#connectedAt = this.#options.now();
  }

  /** Reports whether the next attempt needs no pause before it, as another server may be there. */
  startsAtOnce(): boolean {
    this.#forgetIfStable();
    return this.#atOnce++ < MAX_AT_ONCE;
  }

  /** Returns the pause before the next attempt, in milliseconds. */
  next(): number {
    const { random } = this.#options;
    this.#forgetIfStable();
    const longest = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** this.#attempts++);
    return Math.round(longest / 2 + random() * longest / 2);
  }

  #forgetIfStable(): void {
    const { now } = this.#options;
    if (this.#connectedAt !== undefined && now() - this.#connectedAt >= STABLE_MS) {
      this.#attempts = 0;
      this.#atOnce = 0;
    }
    this.#connectedAt = undefined;
  }
}
