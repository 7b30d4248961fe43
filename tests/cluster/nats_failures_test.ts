import assert from "node:assert/strict";
import { BusError } from "../../lib/cluster/bus.ts";
import type { NatsBus } from "../../lib/cluster/nats/nats_bus.ts";
import { HAS_NATS, NatsServer } from "../support/nats_server.ts";
import { retried } from "../support/retried.ts";
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
  await using other = await connectTo(server.url, { name: "test" });
  other.publish("beat", bytes("1"));
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
  // Other servers take this one for dead after eight seconds.
  await retried(async () => {
    const stoppedAt = performance.now();
    server.signal("SIGSTOP");
    const append = () => bus.append("history", "ch.x", bytes("1"), "1");
    // The signal may take effect a moment later.
    let answer: unknown = 0;
    while (typeof answer === "number") answer = await append().catch((error) => error);
    assert(answer instanceof BusError);
    const isGivenUp = !bus.isConnected;
    await until(() => !bus.isConnected, "the loss");
    const afterMs = performance.now() - stoppedAt;
    server.signal("SIGCONT");
    await until(() => bus.isConnected, "the connection");
    assert(afterMs < 8000, `${afterMs} ms`);
    assert(!isGivenUp, "the answer waited for the link to be given up");
  });
  assert.match(told[0]!, /: it does not answer$/);
  assert.deepEqual(changes.slice(0, 2), [false, true]);
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

testBus("a burst is no slow link", async ({ server, bus, told }) => {
  await using other = await connectTo(server.url);
  const { heard } = hear(other, "beat");
  await other.flush();
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
  await bus.flush();
  await using other = await connectTo(server.url);
  for (const text of ["1", "2"]) other.publish("beat", bytes(text));
  await until(() => heard.length === 2, "two messages");
  assert.deepEqual([bugs, told, bus.isConnected], [["a bug", "a bug"], [], true]);
});

testBus("reading fails when the connection is lost in between", async ({ server, bus }) => {
  const append = (n: number) => bus.append("recent", "log.1", bytes(`${n}`), `${n}`);
  await Promise.all(Array.from({ length: 2000 }, (_, n) => append(n)));
  server.signal("SIGSTOP");
  const reading = assert.rejects(all(bus.read("recent", "log.1", 0)), BusError);
  await server.kill();
  await reading;
});

testBus("a subject without messages is not purged", async ({ bus }) => {
  await bus.append("history", "ch.x", bytes("1"), "1");
  const sentFor = async (subject: string) => {
    const before = bus.counters.messagesOut;
    await bus.purge("history", subject);
    return bus.counters.messagesOut - before;
  };
  assert.deepEqual([await sentFor("ch.empty"), await sentFor("ch.x"), await sentFor("ch.x")], [
    1,
    2,
    1,
  ]);
  assert.deepEqual(await all(bus.read("history", "ch.x", 0)), []);
});

testBus("hundreds of channels catch up with a few messages to NATS", async ({ bus }) => {
  const append = (n: number) => bus.append("history", `ch.${n}`, bytes(`${n}`), `${n}`);
  for (let n = 0; n < 20; n++) await append(n);
  const place = await bus.lastSequence("history");
  for (let n = 20; n < 30; n++) await append(n);
  for (const channels of [200, 400]) {
    const before = bus.counters.messagesOut;
    const reads = Array.from({ length: channels }, (_, n) => bus.read("history", `ch.${n}`, place));
    const found = (await Promise.all(reads.map((entries) => all(entries)))).flat();
    assert.deepEqual(found, Array.from({ length: 10 }, (_, n) => `ch.${n + 20}=${n + 20}`));
    const sent = bus.counters.messagesOut - before;
    assert(sent <= 20, `${sent} messages for ${channels} channels`);
  }
});

testBus(
  "NATS that is there but stores nothing is reported, and that it stores again",
  async (scene) => {
    const { server, bus, told } = scene;
    await using other = await connectTo(server.url);
    const { heard } = hear(other, "beat");
    await server.kill();
    await server.restart({ hasJetStream: false });
    const isTold = () => told.some((line) => line.startsWith("NATS stores nothing"));
    // As every server renews its record.
    const renewing = setInterval(
      () => void bus.bucket("state").put("k", bytes("1")).catch(() => {}),
      100,
    );
    await until(isTold, "the report").finally(() => clearInterval(renewing));
    assert.equal(bus.failingStreams, 1);
    assert.match(
      told.at(-1)!,
      /^NATS stores nothing in "KV_PARLEY_test_state": JetStream is not enabled there\. Start /,
    );
    await until(() => other.isConnected, "the other server");
    await other.flush();
    bus.publish("beat", bytes("1"));
    await until(() => heard.length === 1, "a message without storage");
    await server.kill();
    await server.restart();
    await atLast(() => bus.bucket("state").put("k", bytes("1")));
    assert.equal(bus.failingStreams, 0);
    assert.equal(told.at(-1), "NATS stores everything again");
  },
);
