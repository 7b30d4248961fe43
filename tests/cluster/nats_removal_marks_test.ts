import assert from "node:assert/strict";
import type { BucketName } from "../../lib/cluster/bus.ts";
import { BucketUpkeep } from "../../lib/cluster/bucket_upkeep.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { HAS_NATS, NatsServer } from "../support/nats_server.ts";
import { bytes, until, watch } from "./bus_support.ts";
import { connectTo } from "./engines.ts";

for (const name of ["names", "state"] as const satisfies BucketName[]) {
  Deno.test({
    name: `old marks of removed records go from the bucket ${name}, records stay`,
    ignore: !HAS_NATS,
    async fn() {
      await using server = await NatsServer.start();
      await using bus = await connectTo(server.url);
      const bucket = bus.bucket(name);
      const stored = async () => {
        const answer = await server.ask(`$JS.API.STREAM.INFO.KV_PARLEY_test_${name}`);
        return JSON.parse(answer.slice(answer.indexOf("{"))).state.messages;
      };
      for (const key of ["a", "b", "kept"]) await bucket.put(key, bytes("1"));
      for (const key of ["a", "b"]) await bucket.remove(key);
      await bus.removeOldMarks();
      assert.equal(await stored(), 3, "marks that are young");
      await bucket.put("late", bytes("1"));
      await bucket.remove("late");
      assert((await bucket.create("a", bytes("2")))! > 0);
      await bus.removeOldMarks();
      assert.equal(await stored(), 3, "kept, a, and the mark of late");
      assert.equal(await bucket.get("b"), undefined);
      assert.equal((await bucket.get("a"))!.key, "a");
      await bus.removeOldMarks();
      assert.equal(await stored(), 2);
    },
  });
}

Deno.test({
  name: "a watcher learns of no record whose mark is removed",
  ignore: !HAS_NATS,
  async fn() {
    await using server = await NatsServer.start();
    await using bus = await connectTo(server.url);
    const bucket = bus.bucket("state");
    const watcher = await watch(bus);
    await bucket.put("a", bytes("1"));
    await bucket.remove("a");
    for (let n = 0; n < 2; n++) await bus.removeOldMarks();
    await bucket.put("b", bytes("1"));
    await until(() => watcher.seen.at(-1) === "b=1", "the record");
    assert.deepEqual(watcher.seen, ["a=1", "a=removed", "b=1"]);
    watcher.end();
  },
});

Deno.test("of all servers, the one with the lowest slot removes marks, once an hour", async () => {
  const calls: number[] = [];
  const clock = new ManualClock();
  const upkeeps = [0, 1, 5].map((slot, _, all) => {
    const info = (slot: number) => ({ slot, boot: `b${slot}`, address: "" });
    const peers = new Map(all.filter((it) => it !== slot).map((slot) => [slot, info(slot)]));
    return new BucketUpkeep({
      bus: { removeOldMarks: () => Promise.resolve(void calls.push(slot)) },
      clock,
      membership: { self: info(slot), peers, isAway: false },
    });
  });
  clock.advance(3600_000);
  await Promise.resolve();
  clock.advance(3600_000);
  assert.deepEqual(calls, [0, 0]);
  for (const upkeep of upkeeps) upkeep.close();
});
