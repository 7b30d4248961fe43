import assert from "node:assert/strict";
import { BusError } from "../../lib/cluster/bus.ts";
import { untilReady } from "../../lib/cluster/until_ready.ts";
import { ExpectedError } from "../../lib/errors/expected_error.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { settle } from "../support/settle.ts";

/** Lets time pass until something is settled, and returns how many milliseconds that took. */
async function passUntil(clock: ManualClock, settled: Promise<unknown>): Promise<number> {
  let isSettled = false;
  const end = () => isSettled = true;
  settled.then(end, end);
  const start = clock.now();
  await settle();
  while (!isSettled) {
    clock.advance(250);
    await settle();
  }
  return clock.now() - start;
}

/** Fails a number of times before it succeeds. */
function failing(times: number, error: Error): () => Promise<string> {
  return () => times-- > 0 ? Promise.reject(error) : Promise.resolve("done");
}

Deno.test("a step of the start is repeated until the bus carries it out", async () => {
  for (const [times, expectedMs] of [[0, 0], [1, 250], [40, 10_000]] as const) {
    const clock = new ManualClock();
    const result = untilReady(clock, failing(times, new BusError("no leader")));
    assert.equal(await passUntil(clock, result), expectedMs);
    assert.equal(await result, "done");
  }
});

Deno.test("a bus that is never ready ends the start with its reason", async () => {
  const clock = new ManualClock();
  const result = untilReady(clock, failing(Infinity, new BusError("no leader")));
  assert.equal(await passUntil(clock, result), 15_000);
  await assert.rejects(result, (error) => {
    assert(error instanceof ExpectedError);
    assert.match(error.text, /^Cannot join the cluster: no leader\. Are most of the NATS nodes /);
    return true;
  });
});

Deno.test("other failures end the start at once", async () => {
  const error = new ExpectedError("all 128 places are taken");
  await assert.rejects(untilReady(new ManualClock(), failing(1, error)), error);
});
