/** What may be spent: so much a second, and what was not spent for some time on top. */
export interface BudgetLimits {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * A budget that fills up with time.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const budget = new Budget({ perSecond: 10, burst: 20 }, 0);
 * assert(budget.take(20, 0));
 * assert(!budget.take(1, 0));
 * assert(budget.take(5, 500));
 * ```
 */
export class Budget {
  readonly #limits: BudgetLimits;
  #left: number;
  #filledAt: number;

  /** @param now The time in milliseconds, as in all calls. */
  constructor(limits: BudgetLimits, now: number) {
    this.#limits = limits;
    this.#left = limits.burst;
    this.#filledAt = now;
  }

  /** Takes an amount, and returns `true`, if there is so much. Otherwise takes nothing. */
  take(amount: number, now: number): boolean {
    const { perSecond, burst } = this.#limits;
    this.#left = Math.min(burst, this.#left + (now - this.#filledAt) / 1000 * perSecond);
    this.#filledAt = now;
    if (amount > this.#left) return false;
    this.#left -= amount;
    return true;
  }
}

/** The maximum number of hosts that have a budget of their own. The one silent for longest loses it. */
const MAX_HOSTS = 256;

/** A budget for each host, and one for all of them together. */
export class HostBudgets {
  readonly #each: BudgetLimits;
  readonly #all: Budget;
  readonly #hosts = new Map<string, Budget>();

  constructor(each: BudgetLimits, all: BudgetLimits, now: number) {
    this.#each = each;
    this.#all = new Budget(all, now);
  }

  /** Takes an amount for a host, and returns `true`, if neither budget is used up. */
  take(host: string, amount: number, now: number): boolean {
    const budget = this.#hosts.get(host) ?? new Budget(this.#each, now);
    this.#hosts.delete(host);
    this.#hosts.set(host, budget);
    const [oldest] = this.#hosts.keys();
    if (this.#hosts.size > MAX_HOSTS) this.#hosts.delete(oldest!);
    return budget.take(amount, now) && this.#all.take(amount, now);
  }
}
