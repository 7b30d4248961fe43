import assert from "node:assert/strict";
import { HostBudgets } from "../../lib/discovery/budget.ts";

const EACH = { perSecond: 10, burst: 20 };

/** Takes once for each host, and returns how often that succeeded. */
function takeAll(budgets: HostBudgets, hosts: readonly string[], now: number): number {
  return hosts.filter((host) => budgets.take(host, 1, now)).length;
}

const hosts = (count: number, name = "host") => Array.from({ length: count }, (_, i) => name + i);
const times = (count: number, host: string) => Array<string>(count).fill(host);

Deno.test("a host that floods uses up its own budget only, which fills up again", () => {
  const budgets = new HostBudgets(EACH, { perSecond: 100, burst: 100 }, 0);
  assert.equal(takeAll(budgets, times(1000, "flooder"), 0), 20);
  assert.equal(takeAll(budgets, times(20, "other"), 0), 20);
  assert.equal(takeAll(budgets, times(1000, "flooder"), 1000), 10);
  assert.equal(takeAll(budgets, times(1000, "flooder"), 100_000), 20);
});

Deno.test("many hosts together have no more than the budget for all", () => {
  const budgets = new HostBudgets(EACH, { perSecond: 100, burst: 150 }, 0);
  assert.equal(takeAll(budgets, hosts(10_000), 0), 150);
  assert.equal(takeAll(budgets, hosts(10_000, "other"), 1000), 100);
});
