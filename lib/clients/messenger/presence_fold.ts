/** How many joins and leaves are shown one by one within {@linkcode WINDOW_MS}. */
const MAX_SHOWN = 5;

/** The time for which joins and leaves are counted, in milliseconds. */
const WINDOW_MS = 10_000;

/** How often counts are shown when the user wants no single notices, in milliseconds. */
const QUIET_WINDOW_MS = 60_000;

/** A notice about a member of the channel. */
export type Presence = "joined" | "left";

/**
 * Decides which joins and leaves are shown one by one, and counts the others: those beyond five in
 * ten seconds, or all of them if the user wants quiet.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const fold = new PresenceFold(() => 0);
 * for (let member = 1; member <= 5; member++) assert(fold.shows("joined"));
 * assert.equal(fold.shows("joined"), false);
 * assert.equal(fold.shows("left"), false);
 * assert.equal(fold.takeSummary(), "1 joined, 1 left");
 * ```
 */
export class PresenceFold {
  /** Whether all joins and leaves are only counted. */
  isQuiet = false;
  readonly #now: () => number;
  readonly #counts = { joined: 0, left: 0 };
  /** The times of the last joins and leaves. */
  #times: number[] = [];

  /** @param now Returns the time in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How long to count before the counts are shown, in milliseconds. */
  get windowMs(): number {
    return this.isQuiet ? QUIET_WINDOW_MS : WINDOW_MS;
  }

  /** Reports whether to show a join or leave by itself. If not, it is counted. */
  shows(presence: Presence): boolean {
    const now = this.#now();
    this.#times = [...this.#times.slice(-MAX_SHOWN), now];
    const isMany = this.#times.length > MAX_SHOWN && now - this.#times[0]! < WINDOW_MS;
    if (!this.isQuiet && !isMany) return true;
    this.#counts[presence]++;
    return false;
  }

  /** Returns the counts as text and starts again at zero; `undefined` if nothing was counted. */
  takeSummary(): string | undefined {
    const { joined, left } = this.#counts;
    this.#counts.joined = this.#counts.left = 0;
    const parts = [...joined > 0 ? [`${joined} joined`] : [], ...left > 0 ? [`${left} left`] : []];
    return parts.length > 0 ? parts.join(", ") : undefined;
  }
}
