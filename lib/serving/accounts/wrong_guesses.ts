/** The number of wrong passwords that are answered at once: people mistype. */
const MAX_PROMPT_ANSWERS = 5;

/** The delay of the next answer, in milliseconds. It doubles with each wrong password. */
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 8000;

/** A guesser that has sent no wrong password for this long starts afresh, in milliseconds. */
const FORGET_AFTER_MS = 60_000;

/** The maximum number of guessers that are remembered. */
const MAX_GUESSERS = 10_000;

/** The wrong passwords of one guesser. */
interface Failures {
  readonly count: number;
  /** The time at which they are forgotten. */
  readonly until: number;
}

/**
 * The wrong passwords from each network, or for each name. The answer to each comes later than the
 * one before.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const guesses = new WrongGuesses(() => 0);
 * const delays = Array.from({ length: 7 }, () => guesses.delayOfNext("192.0.2.1"));
 * assert.deepEqual(delays, [0, 0, 0, 0, 0, 250, 500]);
 * assert.equal(guesses.delayOfNext("192.0.2.2"), 0);
 * ```
 */
export class WrongGuesses {
  readonly #now: () => number;
  /** Those that failed the longest time ago first. */
  readonly #failures = new Map<string, Failures>();

  /** @param now Returns the milliseconds since some moment in the past. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a wrong password. Returns how long to wait with the answer, in milliseconds. */
  delayOfNext(guesser: string): number {
    const now = this.#now();
    const last = this.#failures.get(guesser);
    const count = last && last.until > now ? last.count + 1 : 1;
    this.#failures.delete(guesser);
    this.#failures.set(guesser, { count, until: now + FORGET_AFTER_MS });
    for (const [oldest, { until }] of this.#failures) {
      if (until > now && this.#failures.size <= MAX_GUESSERS) break;
      this.#failures.delete(oldest);
    }
    return delayAfter(count);
  }
}

function delayAfter(failures: number): number {
  const delayed = failures - MAX_PROMPT_ANSWERS;
  return delayed <= 0 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (delayed - 1));
}
