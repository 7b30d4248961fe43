import { settle } from "../support/settle.ts";
import assert from "node:assert/strict";
import { ReadTurns } from "../../lib/net/read_turns.ts";

/** Keeps the processor busy. */
function work(durationMs: number): void {
  for (const end = performance.now() + durationMs; performance.now() < end;);
}

Deno.test("a turn that lasts too long pauses reading until the event loop has looked for input", async () => {
  const turns = new ReadTurns();
  assert.equal(turns.pause(true), undefined);
  turns.begin();
  work(10);
  const pause = turns.pause(false);
  assert(pause, "no pause");
  await Promise.resolve();
  turns.begin();
  assert(turns.pause(false), "the turn ended before the event loop went on");
  await pause;
  assert(turns.takeLongestMs() >= 10);
  await settle();
  assert.equal(turns.pause(true), undefined);
  await settle();
});

Deno.test("a short turn pauses nobody", async () => {
  const turns = new ReadTurns();
  turns.begin();
  assert.equal(turns.pause(true), undefined);
  assert.equal(turns.pause(false), undefined);
  await settle();
});

Deno.test("connections go on one by one, those without more input first", async () => {
  const turns = new ReadTurns();
  turns.begin();
  work(10);
  const order: string[] = [];
  /** Processes three pieces that take 3 ms each. */
  const read = async (name: string, hasMore: boolean) => {
    for (let piece = 1; piece <= 3; piece++) {
      await turns.pause(hasMore);
      turns.begin();
      work(3);
      order.push(`${name}${piece}`);
    }
  };
  const all = [read("a", true), read("b", true), read("c", false)];
  await Promise.all(all);
  await settle();
  assert.equal(order[0], "c1");
  // The heavy ones take turns.
  const heavy = order.filter((piece) => !piece.startsWith("c"));
  assert.deepEqual(heavy.slice(0, 4), ["a1", "b1", "a2", "b2"]);
});

Deno.test("the time of day stands still during a turn, and only then", async () => {
  const turns = new ReadTurns();
  const before = Date.now();
  turns.begin();
  const time = turns.timeOfDay;
  assert(time >= before && time <= Date.now());
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
  const pauses = [turns.pause(true), turns.pause(false)];
  // A timer that is left is reported by the test runner.
  turns.stop();
  await Promise.all(pauses);
});
