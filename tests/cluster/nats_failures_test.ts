import assert from "node:assert/strict";
import { BusError } from "../../lib/cluster/bus.ts";
import type { NatsBus } from "../../lib/cluster/nats/nats_bus.ts";
import { HAS_NATS, NatsServer } from "../support/nats_server.ts";
import { all, atLast, bytes, hear, until, watch } from "./bus_support.ts";
import { connectTo } from "./engines.ts";

/** Defines a test with a bus on a NATS server of its own. */
function testBus(
  name: string,
  run: (scene: {
    server: NatsServer;
    bus: NatsBus;
    told: string[];
    changes: boolean[];
  }) => Promise<void>,
): void {
  Deno.test({ name, ignore: !HAS_NATS }, async () => {
    await using server = await NatsServer.start();
    const [told, changes]: [string[], boolean[]] = [[], []];
    await using bus = await connectTo(server.url, { onStatus: (message) => told.push(message) });
    bus.onChange = (isConnected) => void changes.push(isConnected);
    await run({ server, bus, told, changes });
  });
}

/** Appends a text with itself as id, as often as it takes. */
const appendAtLast = (bus: NatsBus, text: string) =>
  atLast(() => bus.append("history", "ch.x", bytes(text), text));

testBus("after a restart of NATS, everything goes on", async ({ server, bus, told, changes }) => {
  const { heard } = hear(bus, "beat");
  await bus.append("history", "ch.x", bytes("before"), "before");
  await bus.bucket("state").put("k", bytes("1"));
  const watcher = await watch(bus);
  await server.kill();
  await until(() => !bus.isConnected, "the loss");
  await server.restart();
  await until(() => bus.isConnected, "the connection");
  assert.deepEqual(changes, [false, true]);
  const address = `127.0.0.1:${server.port}`;
  assert.deepEqual(told, [
    `Lost the connection to NATS at ${address}: it closed the connection`,
    `Connected to NATS again, at ${address}`,
  ]);
  bus.publish("beat", bytes("1"));
  await until(() => heard.length === 1, "a message");
  await appendAtLast(bus, "after");
  assert.deepEqual(await all(bus.read("history", "ch.x", 0)), ["ch.x=before", "ch.x=after"]);
  await bus.bucket("state").put("k", bytes("2"));
  await until(() => watcher.seen.at(-1) === "k=2", "the change");
  assert.equal(bus.counters.reconnects, 1);
  watcher.end();
});

testBus("NATS that has lost its files gets new streams", async ({ server, bus }) => {
  for (const n of ["1", "2", "3"]) await bus.append("history", "ch.x", bytes(n), n);
  await bus.bucket("state").put("old", bytes("1"));
  const watcher = await watch(bus);
  await server.kill();
  server.loseFiles();
  await server.restart();
  await appendAtLast(bus, "new");
  assert.deepEqual(await all(bus.read("history", "ch.x", 3)), ["ch.x=new"]);
  await until(() => watcher.seen.at(-1) === "old=removed", "the removal");
  await bus.bucket("state").create("old", bytes("2"));
  await until(() => watcher.seen.at(-1) === "old=2", "the record");
  watcher.end();
});

testBus("a place of a lost stream is none of a new one, however long that is", async (scene) => {
  const { server, bus } = scene;
  for (const n of ["1", "2", "3"]) await bus.append("history", "ch.x", bytes(n), n);
  assert.equal(await bus.lastSequence("history"), 3);
  for (const n of [4, 5]) {
    await server.kill();
    server.loseFiles();
    await server.restart();
    const texts = Array.from({ length: n }, (_, index) => `new ${n} ${index}`);
    for (const text of texts) await appendAtLast(bus, text);
    const expected = texts.map((text) => `ch.x=${text}`);
    for (let again = 0; again < 2; again++) {
      assert.deepEqual(await all(bus.read("history", "ch.x", 3)), expected);
    }
    assert.equal(await bus.lastSequence("history"), 0);
    assert.equal(await bus.lastSequence("history"), n);
    assert.deepEqual(await all(bus.read("history", "ch.x", n - 1)), expected.slice(-1));
  }
});

testBus("NATS that stops answering is noticed within five seconds", async (scene) => {
  const { server, bus, told, changes } = scene;
  server.signal("SIGSTOP");
  const stoppedAt = performance.now();
  const append = () => bus.append("history", "ch.x", bytes("1"), "1");
  // The signal may take effect a moment later.
  let answer: unknown = 0;
  while (typeof answer === "number") answer = await append().catch((error) => error);
  assert(answer instanceof BusError);
  // It does not wait for the link to be given up.
  assert(bus.isConnected);
  await until(() => !bus.isConnected, "the loss");
  const afterMs = performance.now() - stoppedAt;
  server.signal("SIGCONT");
  await until(() => bus.isConnected, "the connection");
  // Other servers take this one for dead after eight seconds.
  assert(afterMs < 8000, `${afterMs} ms`);
  assert.match(told[0]!, /: it does not answer$/);
  assert.deepEqual(changes, [false, true]);
  await appendAtLast(bus, "1");
  assert.deepEqual(await all(bus.read("history", "ch.x", 0)), ["ch.x=1"]);
});

testBus("a link that takes less than is sent is given up, and counted once", async (scene) => {
  const { server, bus, told } = scene;
  server.signal("SIGSTOP");
  const large = new Uint8Array(100_000);
  while (bus.isConnected) {
    for (let n = 0; n < 10; n++) bus.publish("beat", large);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  bus.publish("beat", large);
  server.signal("SIGCONT");
  await until(() => bus.isConnected, "the connection");
  assert.match(told[0]!, /: it takes what is sent more slowly than this server sends$/);
  const { slowLinks, reconnects, dropped } = bus.counters;
  assert.deepEqual([slowLinks, reconnects], [1, 1]);
  assert(dropped >= 1);
});

testBus("a burst is no slow link", async ({ bus, told }) => {
  const { heard } = hear(bus, "beat");
  const large = new Uint8Array(500_000);
  for (let n = 0; n < 40; n++) bus.publish("beat", large);
  await until(() => heard.length === 40, "40 messages");
  assert.deepEqual([told, bus.counters.slowLinks], [[], 0]);
});

testBus("what is appended again after a failure is in the stream once", async ({ server, bus }) => {
  const append = async (n: number) => await appendAtLast(bus, `${n}`);
  const appended = Promise.all(Array.from({ length: 300 }, async (_, n) => {
    await new Promise((resolve) => setTimeout(resolve, 4 * n));
    await append(n);
  }));
  for (let restart = 0; restart < 3; restart++) {
    await until(() => bus.isConnected, "the connection");
    await server.kill();
    await server.restart();
  }
  await appended;
  const found = await all(bus.read("history", "ch.x", 0));
  const expected = Array.from({ length: 300 }, (_, n) => `ch.x=${n}`);
  assert.deepEqual(found.sort(), expected.sort());
});

testBus("a stream that was removed is made again", async ({ server, bus }) => {
  await bus.append("history", "ch.x", bytes("1"), "1");
  await using other = await connectTo(server.url, { name: "other" });
  // As an operator does with NATS's own tools.
  for (const stream of ["PARLEY_test_history", "KV_PARLEY_test_names"]) {
    await server.ask(`$JS.API.STREAM.DELETE.${stream}`);
  }
  await appendAtLast(bus, "2");
  assert.equal(await atLast(() => bus.bucket("names").create("a", bytes("1"))), 1);
  assert.deepEqual(await all(other.read("history", "ch.x", 0)), []);
});

testBus("an exception of a callback does not end the connection", async ({ server, told }) => {
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => void bugs.push((error as Error).message);
  await using bus = await connectTo(server.url, { onBug });
  bus.subscribe("beat", () => {
    throw new Error("a bug");
  });
  const { heard } = hear(bus, "beat");
  for (const text of ["1", "2"]) bus.publish("beat", bytes(text));
  await until(() => heard.length === 2, "two messages");
  assert.deepEqual([bugs, told, bus.isConnected], [["a bug", "a bug"], [], true]);
});

testBus(
  "old marks of removed records are removed when somebody watches",
  async ({ server, bus }) => {
    const limits = { historyCount: 1, markAgeMs: 0 };
    await using other = await connectTo(server.url, { limits });
    const bucket = bus.bucket("state");
    const marks = async () => {
      const answer = await server.ask("$JS.API.STREAM.INFO.KV_PARLEY_test_state");
      return JSON.parse(answer.slice(answer.indexOf("{"))).state.messages;
    };
    for (const key of ["a", "b", "kept"]) await bucket.put(key, bytes("1"));
    for (const key of ["a", "b"]) await bucket.remove(key);
    const { end } = await watch(bus);
    assert.equal(await marks(), 3);
    const watcher = await watch(other);
    assert.deepEqual(watcher.seen, ["kept=1"]);
    while (await marks() > 1);
    assert.equal((await bucket.create("a", bytes("2")))! > 0, true);
    await until(() => watcher.seen.at(-1) === "a=2", "the record");
    end();
    watcher.end();
  },
);

testBus("reading fails when the connection is lost in between", async ({ server, bus }) => {
  const append = (n: number) => bus.append("recent", "log.1", bytes(`${n}`), `${n}`);
  await Promise.all(Array.from({ length: 2000 }, (_, n) => append(n)));
  let count = 0;
  await assert.rejects(async () => {
    for await (const _ of bus.read("recent", "log.1", 0)) {
      if (++count === 500) await server.kill();
    }
  }, BusError);
  assert.equal(count, 500);
});
