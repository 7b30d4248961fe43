/** How many names may be registered from one network in a day. */
const MAX_PER_DAY = 200;
const DAY_MS = 24 * 3600 * 1000;

/** The maximum number of networks that are remembered. */
const MAX_NETWORKS = 10_000;

/**
 * Counts the names that are registered from each network: nobody may take all good ones.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const quota = new RegistrationQuota(() => 0);
 * for (let count = 0; count < 200; count++) quota.use("192.0.2.1");
 * assert.deepEqual([quota.isUsedUp("192.0.2.1"), quota.isUsedUp("192.0.2.2")], [true, false]);
 * ```
 */
export class RegistrationQuota {
  readonly #now: () => number;
  /** By network, those that started their day the longest time ago first. */
  readonly #days = new Map<string, { count: number; readonly until: number }>();

  /** @param now Returns the time in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  isUsedUp(network: string): boolean {
    const day = this.#days.get(network);
    return day !== undefined && day.until > this.#now() && day.count >= MAX_PER_DAY;
  }

  /** Counts a name. */
  use(network: string): void {
    const now = this.#now();
    for (const [oldest, { until }] of this.#days) {
      if (until > now && this.#days.size < MAX_NETWORKS) break;
      this.#days.delete(oldest);
    }
    const day = this.#days.get(network);
    if (day) day.count++;
    else this.#days.set(network, { count: 1, until: now + DAY_MS });
  }
}
