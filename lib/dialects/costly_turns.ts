/** A piece of costly work is followed by a pause of this many times its length. */
const PAUSE_FACTOR = 4;

/**
 * Spreads costly work, such as searches, over time: a few bytes may ask for much. All sessions of a
 * dialect share it, so that work takes a fifth of the server's time at most, whoever asks for it.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const turns = new CostlyTurns();
 * assert.equal(turns.run(() => "at once"), "at once");
 * assert.equal(await turns.run(() => "in its turn"), "in its turn");
 * ```
 */
export class CostlyTurns {
  #freeAt = 0;
  /** Resolves when the last piece of work that waits is done. */
  #last: Promise<unknown> | undefined;

  /**
   * Does the work, now or when its turn comes. Work that waits never throws before that.
   *
   * @param ready The work waits for it. The work of others does not.
   */
  run<Result>(
    work: () => Result | Promise<Result>,
    ready?: Promise<void>,
  ): Result | Promise<Result> {
    if (ready) return ready.then(() => this.run(work));
    if (!this.#last && performance.now() >= this.#freeAt) return this.#do(work);
    const turn = this.#wait(this.#last).then(() => this.#do(work));
    const last = this.#last = turn.catch(() => {}).then(() => {
      if (this.#last === last) this.#last = undefined;
    });
    return turn;
  }

  async #wait(previous: Promise<unknown> | undefined): Promise<void> {
    await previous;
    const pauseMs = Math.max(0, this.#freeAt - performance.now());
    // Others are read meanwhile, even if the pause is over already.
    await new Promise<void>((resolve) => setTimeout(resolve, pauseMs));
  }

  #do<Result>(work: () => Result): Result {
    const start = performance.now();
    try {
      return work();
    } finally {
      const end = performance.now();
      this.#freeAt = end + PAUSE_FACTOR * (end - start);
    }
  }
}
