import assert from "node:assert/strict";
import { ReadTurns } from "../../lib/net/read_turns.ts";
import { settle } from "./connection_parts.ts";

/** Keeps the processor busy. */
function work(durationMs: number): void {
  for (const end = performance.now() + durationMs; performance.now() < end;);
}

Deno.test("a turn that lasts too long pauses reading until the event loop has looked for input", async () => {
  const turns = new ReadTurns();
  assert.equal(turns.pause, undefined);
  turns.begin();
  work(10);
  const { pause } = turns;
  assert(pause, "no pause");
  await Promise.resolve();
  turns.begin();
  assert(turns.pause, "the turn ended before the event loop went on");
  await pause;
  assert.equal(turns.pause, undefined);
  assert(turns.takeLongestMs() >= 10);
  assert.equal(turns.takeLongestMs(), 0);
  await settle();
});

Deno.test("a short turn pauses nobody", async () => {
  const turns = new ReadTurns();
  turns.begin();
  assert.equal(turns.pause, undefined);
  await settle();
});

Deno.test("the time of day stands still during a turn, and only then", async () => {
  const turns = new ReadTurns();
  turns.begin();
  const time = turns.timeOfDay;
  assert(Math.abs(time - Date.now()) < 1000);
  work(5);
  assert.equal(turns.timeOfDay, time);
  await settle();
  work(5);
  assert(turns.timeOfDay > time);
});

Deno.test("stopping leaves no timer, and nobody paused", async () => {
  const turns = new ReadTurns();
  turns.begin();
  work(10);
  const { pause } = turns;
  // A timer that is left is reported by the test runner.
  turns.stop();
  await pause;
});
