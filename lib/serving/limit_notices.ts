import type { Status } from "../net/status.ts";

/** The shortest time between two notices about one limit, in milliseconds. */
const NOTICE_INTERVAL_MS = 60_000;

/** The notices about one limit. */
interface Recent {
  /** The time from which on the next notice may be given. */
  readonly until: number;
  /** How often the limit had an effect since the last notice. */
  count: number;
}

/**
 * Tells the operator that a limit has an effect, once a minute at most for each limit: a flood must
 * not fill the log.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * let now = 0;
 * const lines: string[] = [];
 * const notices = new LimitNotices(() => now, ({ text }) => lines.push(text));
 * for (now of [0, 1, 2, 60_000]) notices.report("tea", `No more tea for ${now}`);
 * assert.deepEqual(lines, ["No more tea for 0", "No more tea for 60000 (3 times since the last notice)"]);
 * ```
 */
export class LimitNotices {
  readonly #now: () => number;
  readonly #onStatus: (status: Status & { type: "notice" }) => void;
  readonly #recent = new Map<string, Recent>();

  /** @param now Returns the milliseconds since some moment in the past. */
  constructor(now: () => number, onStatus: (status: Status & { type: "notice" }) => void) {
    this.#now = now;
    this.#onStatus = onStatus;
  }

  /**
   * Reports that a limit had an effect.
   *
   * @param limit One of a few names, each of which has notices of its own.
   */
  report(limit: string, text: string): void {
    const now = this.#now();
    const recent = this.#recent.get(limit);
    const count = (recent?.count ?? 0) + 1;
    if (recent && now < recent.until) {
      recent.count = count;
      return;
    }
    this.#recent.set(limit, { until: now + NOTICE_INTERVAL_MS, count: 0 });
    const suffix = count > 1 ? ` (${count} times since the last notice)` : "";
    this.#onStatus({ type: "notice", text: text + suffix });
  }
}
