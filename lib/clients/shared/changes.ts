/**
 * Wakes callers who wait for something to hold. Whoever changes what they look at calls `notify`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const changes = new Changes();
 * let cups = 0;
 * const isReady = changes.waitUntil(() => cups === 2, 1000);
 * cups = 2;
 * changes.notify();
 * assert.equal(await isReady, true);
 * assert.equal(await changes.waitUntil(() => cups === 3, 1), false);
 * ```
 */
export class Changes {
  #changed = Promise.withResolvers<void>();

  /** Has all callers look again. */
  notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Resolves at the next change. */
  get next(): Promise<void> {
    return this.#changed.promise;
  }

  /** Waits until a condition holds, at most so many milliseconds. Returns whether it holds. */
  async waitUntil(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    let isLate = false;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      isLate = true;
      late.resolve();
    }, timeoutMs);
    while (!holds() && !isLate) await Promise.race([this.next, late.promise]);
    clearTimeout(timer);
    return holds();
  }
}
