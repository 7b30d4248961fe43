import assert from "node:assert/strict";
import { ReadTurns } from "../../lib/net/read_turns.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** Keeps the processor busy. */
function work(durationMs: number): void {
  const end = performance.now() + durationMs;
  while (performance.now() < end);
}

Deno.test("input that costs little is read without a pause", () => {
  const turns = new ReadTurns(new ManualClock());
  assert.equal(turns.pause, undefined);
  turns.process(() => {});
  assert.equal(turns.pause, undefined);
});

Deno.test("reading pauses once the turn is used up, until the event loop has gone round", async () => {
  const clock = new ManualClock();
  const turns = new ReadTurns(clock);
  turns.process(() => work(6));
  const { pause } = turns;
  assert(pause);
  let hasResumed = false;
  pause.then(() => hasResumed = true);
  await Promise.resolve();
  assert.equal(hasResumed, false);
  clock.advance(0);
  await pause;
  assert.equal(turns.pause, undefined);
});

Deno.test("the work for all connections counts towards one turn", () => {
  const turns = new ReadTurns(new ManualClock());
  for (let count = 0; count < 3; count++) {
    assert.equal(turns.pause, undefined);
    turns.process(() => work(1.9));
  }
  assert(turns.pause);
});

Deno.test("work that fails counts, too", () => {
  const turns = new ReadTurns(new ManualClock());
  assert.throws(() =>
    turns.process(() => {
      work(6);
      throw new Error("a bug");
    }), /^Error: a bug/);
  assert(turns.pause);
});

Deno.test("the longest turn is measured for the metrics", () => {
  const clock = new ManualClock();
  const turns = new ReadTurns(clock);
  turns.process(() => work(20));
  clock.advance(0);
  turns.process(() => {});
  clock.advance(0);
  assert(turns.longestMs >= 20, `${turns.longestMs}`);
});
