import assert from "node:assert/strict";
import { whileComing } from "../../lib/cluster/while_coming.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { arrive } from "./servers.ts";

const ROUND_MS = 5000;

/** When the snapshots of servers come, and how long a server waits for them, in seconds. */
const CASES: Record<string, readonly [comeAt: readonly number[], waits: number]> = {
  "no servers": [[], 0],
  "servers that answer at once": [[1, 1, 2], 2],
  "many servers, one every four seconds": [[4, 8, 12, 16, 20, 24], 24],
  "a server that hangs": [[Infinity], 5],
  "a server that hangs among others": [[1, 2, Infinity], 10],
};

for (const [name, [comeAt, waits]] of Object.entries(CASES)) {
  Deno.test(`a start with ${name} waits ${waits} seconds`, async () => {
    const clock = new ManualClock();
    const pending = new Set<Promise<void>>();
    for (const seconds of comeAt) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const comes = promise.finally(() => pending.delete(comes));
      pending.add(comes);
      if (seconds < Infinity) clock.setTimer(seconds * 1000, resolve);
    }
    let isOver = false;
    const waiting = whileComing(clock, ROUND_MS, pending).then(() => isOver = true);
    await arrive();
    let seconds = 0;
    for (; !isOver && seconds < 60; seconds++) {
      clock.advance(1000);
      await arrive();
    }
    await waiting;
    assert.equal(seconds, waits);
  });
}
