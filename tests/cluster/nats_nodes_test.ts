import assert from "node:assert/strict";
import { HAS_NATS, NatsCluster, NatsServer } from "../support/nats_server.ts";
import { all, atLast, bytes, hear, until, watch } from "./bus_support.ts";
import { connectTo } from "./engines.ts";

const options = { ignore: !HAS_NATS };

Deno.test(
  "three nodes keep three copies, and the death of one goes unnoticed",
  options,
  async () => {
    await using cluster = await NatsCluster.start();
    const told: string[] = [];
    const [first] = cluster.nodes;
    // The bus learns the addresses of the others from this one.
    await using bus = await connectTo(first!.url, { onStatus: (message) => told.push(message) });
    await using other = await connectTo(cluster.nodes[1]!.url);
    for (const stream of ["PARLEY_test_history", "KV_PARLEY_test_state"]) {
      assert.match(await first!.ask(`$JS.API.STREAM.INFO.${stream}`), /"num_replicas":3/);
    }
    assert.deepEqual(told, []);
    const { heard } = hear(bus, "beat");
    const watcher = await watch(bus);
    for (let n = 0; n < 10; n++) await bus.append("history", "ch.x", bytes(`${n}`), `${n}`);
    await first!.kill();
    await until(() => !bus.isConnected, "the loss");
    await until(() => bus.isConnected, "another node");
    await bus.flush();
    other.publish("beat", bytes("1"));
    await until(() => heard.length === 1, "a message");
    for (let n = 10; n < 20; n++) {
      await atLast(() => bus.append("history", "ch.x", bytes(`${n}`), `${n}`));
    }
    const expected = Array.from({ length: 20 }, (_, n) => `ch.x=${n}`);
    assert.deepEqual(await atLast(() => all(bus.read("history", "ch.x", 0))), expected);
    const created = await atLast(() => bus.bucket("state").create("k", bytes("1")));
    assert(created !== undefined);
    await until(() => watcher.seen.at(-1) === "k=1", "the record");
    watcher.end();
  },
);

Deno.test("a NATS cluster of two nodes keeps one copy, and says so once", options, async () => {
  await using cluster = await NatsCluster.start(2);
  const told: string[] = [];
  await using bus = await connectTo(cluster.urls, { onStatus: (message) => told.push(message) });
  assert.deepEqual(told, [
    "NATS keeps one copy of the cluster's messages and records instead of 3: " +
    "it needs 3 nodes with JetStream for that",
  ]);
  await atLast(() => bus.append("history", "ch.x", bytes("1"), "1"));
});

const LIMITS = { historyCount: 100, historyAgeMs: 3_600_000, historyBytes: 2 ** 20 };

/** Limits of the second server, and what the stream has then. */
const WIDENINGS = [
  [LIMITS, [100, 3600, 2 ** 20]],
  [{ historyCount: 50, historyAgeMs: 60_000, historyBytes: 1000 }, [100, 3600, 2 ** 20]],
  [{ historyCount: 200, historyAgeMs: 7_200_000, historyBytes: 2 ** 21 }, [200, 7200, 2 ** 21]],
  [{ historyCount: 0 }, [1000, 3600, -1]],
  [{ historyCount: 7 }, [100, 0, -1]],
] as const;

Deno.test("of the limits of two servers, the larger ones hold", options, async () => {
  await using server = await NatsServer.start();
  for (const [index, [limits, [count, seconds, size]]] of WIDENINGS.entries()) {
    const name = `c${index}`;
    const told: string[] = [];
    for (const each of [LIMITS, limits]) {
      const onStatus = (message: string) => told.push(message);
      await using _ = await connectTo(server.url, { name, limits: each, onStatus });
    }
    assert.deepEqual(told, []);
    const answer = await server.ask(`$JS.API.STREAM.INFO.PARLEY_${name}_history`);
    const { config } = JSON.parse(answer.slice(answer.indexOf("{")));
    const { max_msgs_per_subject, max_age, max_bytes } = config;
    assert.deepEqual([max_msgs_per_subject, max_age / 1e9, max_bytes], [count, seconds, size]);
  }
});
