import assert from "node:assert/strict";
import { setRepeatingTimer, sleep } from "../../lib/net/clock.ts";
import { ManualClock } from "./manual_clock.ts";

Deno.test("timers of a manual clock run in the order of their times, each at its own time", () => {
  const clock = new ManualClock();
  const ran: string[] = [];
  clock.setTimer(20, () => ran.push(`second at ${clock.now()}`));
  clock.setTimer(10, () => {
    ran.push(`first at ${clock.now()}`);
    clock.setTimer(5, () => ran.push(`inner at ${clock.now()}`));
  });
  clock.setTimer(21, () => ran.push("too early"));
  clock.setTimer(5, () => ran.push("cancelled")).cancel();
  clock.advance(20);
  assert.deepEqual(ran, ["first at 10", "inner at 15", "second at 20"]);
  assert.deepEqual([clock.now(), clock.pendingTimers], [20, 1]);
});

Deno.test("a repeating timer runs once an interval until it is cancelled, also by its callback", () => {
  const clock = new ManualClock();
  const ran: number[] = [];
  const timer = setRepeatingTimer(clock, 10, () => {
    ran.push(clock.now());
    if (ran.length === 3) timer.cancel();
  });
  clock.advance(100);
  assert.deepEqual(ran, [10, 20, 30]);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("after a jump of a manual clock, the timers that fell due run once, late", () => {
  const clock = new ManualClock();
  const ran: number[] = [];
  const timer = setRepeatingTimer(clock, 10, () => ran.push(clock.now()));
  clock.jump(95);
  assert.deepEqual([clock.now(), ran], [95, []]);
  clock.advance(10);
  timer.cancel();
  assert.deepEqual(ran, [95, 105]);
});

Deno.test("sleep resolves when the clock has moved on by the delay", async () => {
  const clock = new ManualClock();
  const slept = sleep(clock, 10);
  clock.advance(10);
  await slept;
});
