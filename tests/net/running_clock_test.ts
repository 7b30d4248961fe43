import assert from "node:assert/strict";
import { RunningClock } from "../../lib/net/clock.ts";

/** Keeps the process from looking at its clock, as when it is stopped. */
function block(durationMs: number): void {
  for (const end = performance.now() + durationMs; performance.now() < end;);
}

Deno.test("time in which the process did not run does not count while the clock is watched", () => {
  const clock = new RunningClock();
  const watch = clock.watch();
  const start = clock.now();
  block(1200);
  const afterPause = clock.now() - start;
  assert(afterPause < 600, `${afterPause} ms`);
  block(100);
  const afterWork = clock.now() - start - afterPause;
  assert(afterWork >= 100, `${afterWork} ms`);
  watch.cancel();
});

Deno.test("time in which nobody watches the clock counts", () => {
  const clock = new RunningClock();
  const start = clock.now();
  block(1200);
  assert(clock.now() - start >= 1200);
});

Deno.test("a timer that falls due while the process does not run waits for its whole time", async () => {
  const clock = new RunningClock();
  const watch = clock.watch();
  const start = clock.now();
  const fired = new Promise<number>((resolve) => {
    clock.setTimer(700, () => resolve(clock.now() - start));
  });
  clock.setTimer(700, () => assert.fail("ran although cancelled")).cancel();
  block(1200);
  const firedAt = await fired;
  assert(firedAt >= 690, `${firedAt} ms`);
  watch.cancel();
});
