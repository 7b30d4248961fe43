import assert from "node:assert/strict";
import { RunningClock } from "../../lib/net/clock.ts";
import { RunningProcess } from "../support/running_process.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";

const sleep = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));

/** Keeps the process from looking at the clock. */
function block(durationMs: number): void {
  const end = performance.now() + durationMs;
  while (performance.now() < end);
}

Deno.test(
  "timers that fall due while the process is stopped fire only after their full running time",
  WITH_SIGNALS,
  async () => {
    const delaysMs = [600, 800, 1000, 1300, 2000, 4000];
    const command = [Deno.execPath(), "run", "tests/net/fixture_stopped_clock.ts"];
    await using process = new RunningProcess([...command, ...delaysMs.map(String)]);
    await process.output.waitFor(/^ready\n/);
    await sleep(500);
    process.signal("SIGSTOP");
    await sleep(3000);
    process.signal("SIGCONT");
    assert.equal(await process.exitCode, 0);
    const { text } = process.output;
    assert.doesNotMatch(text, /went back/);
    for (const delayMs of delaysMs) {
      const [, firedAfter] = new RegExp(`^${delayMs} fired after ([\\d.]+)$`, "m").exec(text) ?? [];
      assert(Number(firedAfter) >= delayMs - 2, text);
      // The pause does not count, so the timers are not late by it either.
      assert(Number(firedAfter) < delayMs + 2500, text);
    }
  },
);

Deno.test("a cancelled timer does not fire, even one that had to be set again", async () => {
  const clock = new RunningClock();
  const watch = clock.watch();
  let hasFired = false;
  const timer = clock.setTimer(2000, () => hasFired = true);
  // The timer is due at the end of this, but its running time has hardly begun.
  block(2100);
  await sleep(10);
  assert.equal(hasFired, false);
  timer.cancel();
  await sleep(2100);
  assert.equal(hasFired, false);
  watch.cancel();
});

Deno.test("timers fire in time while the process runs", async () => {
  const clock = new RunningClock();
  const watch = clock.watch();
  const start = performance.now();
  await new Promise<void>((resolve) => clock.setTimer(300, resolve));
  const duration = performance.now() - start;
  watch.cancel();
  assert(duration >= 298 && duration < 3000, `${duration}`);
});
