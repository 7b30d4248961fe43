import assert from "node:assert/strict";
import { BusError } from "../../lib/cluster/bus.ts";
import { Feed } from "../../lib/cluster/feed.ts";
import { encode } from "../../lib/cluster/wire.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { settle } from "../support/settle.ts";

/** A feed whose stream can be read from some time on. */
function feedOf(clock: ManualClock, readableAt: number) {
  const readAt: number[] = [];
  const delivered: string[] = [];
  const bytes = encode({ boot: "b", previous: 0, entries: [entry("missed")] });
  const feed = new Feed({
    bus: {
      subscribe: () => ({ end() {} }),
      async *read(_stream, subject) {
        readAt.push(clock.now());
        await Promise.resolve();
        if (clock.now() < readableAt) throw new BusError("no leader");
        yield { subject, bytes, sequence: 1 };
      },
    },
    ...{ clock, stream: "recent", subject: "log.0" },
    isOwn: () => false,
    deliver: ({ text }) => delivered.push(text),
    safePlace: () => 0,
    since: 0,
    report: (error) => assert.fail(String(error)),
    onMalformed: () => assert.fail("nothing is malformed"),
  });
  return { feed, readAt, delivered };
}

function entry(text: string) {
  return { id: 128, time: 0, user: 1, name: "ann", text };
}

Deno.test("a stream that cannot be read is tried with growing pauses, until it can", async () => {
  for (const outageMs of [0, 100, 3000, 60_000]) {
    const clock = new ManualClock();
    const { feed, readAt, delivered } = feedOf(clock, clock.now() + outageMs);
    const start = clock.now();
    await feed.catchUp(0);
    while (delivered.length === 0) {
      assert(clock.now() - start <= outageMs + 5000, `${clock.now() - start} ms`);
      clock.advance(250);
      await settle();
    }
    assert(readAt.length <= 8 + outageMs / 1000, `${readAt.length} attempts`);
    assert.deepEqual(delivered, ["missed"]);
    feed.close();
    clock.advance(60_000);
    await settle();
    assert.deepEqual(delivered, ["missed"]);
  }
});
