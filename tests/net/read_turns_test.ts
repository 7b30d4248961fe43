import assert from "node:assert/strict";
import { ReadTurns } from "../../lib/net/read_turns.ts";
import { settle } from "./connection_parts.ts";

/** Keeps the processor busy. */
function work(durationMs: number): void {
  for (const end = performance.now() + durationMs; performance.now() < end;);
}

Deno.test("a turn that is used up pauses reading until the event loop has looked for input", async () => {
  const turns = new ReadTurns();
  assert.equal(turns.pause, undefined);
  turns.process(() => work(6));
  const { pause } = turns;
  assert(pause, "no pause");
  await Promise.resolve();
  assert(turns.pause, "the turn ended before the event loop went on");
  await pause;
  assert.equal(turns.pause, undefined);
  assert(turns.longestMs >= 6, `${turns.longestMs}`);
  await settle();
});

Deno.test("input that fails to be processed uses up its turn, too", async () => {
  const turns = new ReadTurns();
  assert.throws(() =>
    turns.process(() => {
      work(6);
      throw new Error("a bug");
    }), /a bug/);
  assert(turns.pause, "no pause");
  await turns.pause;
  await settle();
});

Deno.test("no timer is left once the turns are stopped", () => {
  const turns = new ReadTurns();
  turns.process(() => work(6));
  // Otherwise the test runner reports the timer.
  turns.stop();
});
