import assert from "node:assert/strict";
import { BusError } from "../../lib/cluster/bus.ts";
import { ExpectedError } from "../../lib/errors/expected_error.ts";
import { arrive, TestCluster, TestServer } from "./servers.ts";

Deno.test("servers take the lowest free slots, and know each other a moment later", async () => {
  const cluster = new TestCluster();
  const [one, two, three] = [await cluster.start(), await cluster.start(), await cluster.start()];
  await cluster.pass(100);
  assert.deepEqual([one.slot, two.slot, three.slot], [0, 1, 2]);
  assert.deepEqual([one.peerSlots, two.peerSlots, three.peerSlots], [[1, 2], [0, 2], [0, 1]]);
  assert.deepEqual(one.read(), ["1 joined", "2 joined"]);
  assert.equal(two.membership.peers.get(2)!.address, "10.0.0.3:55555");
  await two.membership.leave();
  await cluster.pass(100);
  assert.deepEqual(one.read(), ["1 stopped"]);
  assert.equal((await cluster.start()).slot, 1);
});

Deno.test("servers that start at the same time take different slots", async () => {
  const cluster = new TestCluster();
  const servers = await Promise.all(Array.from({ length: 20 }, () => cluster.start()));
  await cluster.pass(1500);
  assert.equal(new Set(servers.map(({ slot }) => slot)).size, 20);
  assert(servers.every(({ slot, membership }) => slot < 20 && membership.peers.size === 19));
});

Deno.test("nobody is away or dead while all servers run", async () => {
  const cluster = await TestCluster.of(3);
  await cluster.pass(120_000);
  for (const { membership, read } of cluster.servers) assert(!membership.isAway, String(read));
  assert.deepEqual(cluster.servers.flatMap((server) => server.read()), []);
});

Deno.test("a server that is killed has left for all others within ten seconds, and not before eight", async () => {
  const cluster = await TestCluster.of(4);
  const [dead, ...others] = cluster.servers as [TestServer, ...TestServer[]];
  const { self } = dead.membership;
  dead.kill();
  await cluster.pass(6500);
  assert.deepEqual(others.flatMap((server) => server.read()), []);
  await cluster.pass(3500);
  assert.deepEqual(others.flatMap((server) => server.read()), ["0 dead", "0 dead", "0 dead"]);
  for (const { membership } of others) {
    assert(await membership.isSurelyDead(self.slot, self.boot));
    assert(!membership.isAway);
  }
  assert.equal((await cluster.start()).slot, 0);
});

Deno.test("the record of a server that died before all others started is removed", async () => {
  const cluster = await TestCluster.of(1);
  const { self } = cluster.servers[0]!.membership;
  cluster.servers[0]!.kill();
  const late = await cluster.start();
  assert.deepEqual([late.slot, late.peerSlots], [1, []]);
  assert(!await late.membership.isSurelyDead(self.slot, self.boot));
  await cluster.pass(10_000);
  assert(await late.membership.isSurelyDead(self.slot, self.boot));
  assert.deepEqual(late.read(), [], "it was never seen alive");
  assert.equal((await cluster.start()).slot, 0);
});

Deno.test("without a leader, beats are enough: nobody is away or dead", async () => {
  const cluster = await TestCluster.of(3);
  cluster.engine.hasLeader = false;
  await cluster.pass(60_000);
  assert(cluster.servers.every(({ membership }) => !membership.isAway));
  cluster.engine.hasLeader = true;
  await cluster.pass(10_000);
  assert.deepEqual(cluster.servers.flatMap((server) => server.read()), []);
});

Deno.test("a server that dies while there is no leader is dead once there is one", async () => {
  const cluster = await TestCluster.of(3);
  cluster.engine.hasLeader = false;
  cluster.servers[2]!.kill();
  await cluster.pass(6000);
  cluster.engine.hasLeader = true;
  await cluster.pass(4000);
  const [one, two] = cluster.servers as [TestServer, TestServer];
  assert.deepEqual([one.read(), two.read()], [["2 dead"], ["2 dead"]]);
});

Deno.test("a server that hears the others, but is not heard by one of them, is away without a leader", async () => {
  const cluster = await TestCluster.of(3);
  const [one, two, three] = cluster.servers as [TestServer, TestServer, TestServer];
  cluster.engine.hasLeader = false;
  // The third server may be one of those that elect the leader.
  three.stop();
  await cluster.pass(7500);
  assert(one.membership.isAway && two.membership.isAway);
  assert.deepEqual(one.read(), ["away"]);
});

Deno.test("a server that is cut off is away after seven seconds, and tells once; the others after eight", async () => {
  const cluster = await TestCluster.of(3);
  const [cut, ...others] = cluster.servers as [TestServer, ...TestServer[]];
  cut.bus.connect(false);
  await cluster.pass(4750);
  assert(!cut.membership.isAway);
  await cluster.pass(2500);
  assert(cut.membership.isAway);
  assert.deepEqual(others.flatMap((server) => server.read()), []);
  await cluster.pass(30_000);
  assert.deepEqual(cut.read(), ["away"]);
  for (const other of others) assert.deepEqual(other.read(), ["0 dead"]);
  const { boot } = cut.membership.self;
  cut.bus.connect(true);
  await cluster.pass(4000);
  assert.deepEqual(cut.read(), ["back"]);
  const back = { bootChanged: true, slotChanged: false, wasAnnounced: true };
  assert.deepEqual(cut.returns, [back]);
  assert(!cut.membership.isAway);
  assert.notEqual(cut.membership.self.boot, boot);
  for (const { membership } of others) assert(await membership.isSurelyDead(0, boot));
  for (const other of others) assert.deepEqual(other.read(), ["0 joined"]);
});

Deno.test("a short cut is no event for anybody", async () => {
  const cluster = await TestCluster.of(3);
  cluster.servers[1]!.bus.connect(false);
  await cluster.pass(4000);
  cluster.servers[1]!.bus.connect(true);
  await cluster.pass(30_000);
  assert.deepEqual(cluster.servers.flatMap((server) => server.read()), []);
});

Deno.test("a server that nobody has taken for dead comes back as itself", async () => {
  const cluster = await TestCluster.of(2);
  const before = cluster.servers.map(({ membership }) => membership.self);
  for (const { bus } of cluster.servers) bus.connect(false);
  await cluster.pass(60_000);
  for (const { bus } of cluster.servers) bus.connect(true);
  await cluster.pass(20_000);
  for (const [index, server] of cluster.servers.entries()) {
    assert.deepEqual(server.read(), ["away", "back"]);
    assert.deepEqual(server.membership.self, before[index]);
    assert.deepEqual(server.returns, [
      { bootChanged: false, slotChanged: false, wasAnnounced: true },
    ]);
  }
});

Deno.test("a server whose slot was taken while it was away takes another one", async () => {
  const cluster = await TestCluster.of(2);
  const [away, other] = cluster.servers as [TestServer, TestServer];
  away.bus.connect(false);
  await cluster.pass(10_000);
  const late = await cluster.start();
  assert.equal(late.slot, 0);
  away.bus.connect(true);
  await cluster.pass(4000);
  assert.equal(away.slot, 2);
  assert.equal(away.returns[0]!.slotChanged, true);
  assert.deepEqual(other.peerSlots, [0, 2]);
  assert.deepEqual(late.peerSlots, [1, 2]);
  assert.deepEqual(away.peerSlots, [0, 1]);
});

Deno.test("a server that was stopped knows it at its very first step, and declares nobody dead", async () => {
  const cluster = await TestCluster.of(3);
  const [stopped, ...others] = cluster.servers as [TestServer, ...TestServer[]];
  stopped.stop();
  await cluster.pass(60_000);
  stopped.isRunning = true;
  stopped.bus.connect(true);
  for (const other of others) assert.deepEqual(other.read(), ["0 dead"]);
  stopped.clock.jump(60_000);
  // No timer has run yet.
  assert(stopped.membership.isAway);
  await cluster.pass(20_000);
  assert.deepEqual(stopped.read(), ["away", "back"]);
  for (const other of others) assert.deepEqual(other.read(), ["0 joined"]);
});

Deno.test("news from before a stop do not hide it", async () => {
  const cluster = await TestCluster.of(2);
  const [stopped, other] = cluster.servers as [TestServer, TestServer];
  stopped.isRunning = false;
  await cluster.pass(3000);
  stopped.clock.jump(20_000);
  // The beats that have arrived meanwhile tell of beats that were sent long ago.
  other.clock.advance(1000);
  await arrive();
  stopped.isRunning = true;
  await cluster.pass(3000);
  assert.deepEqual(stopped.read(), ["away", "back"]);
});

Deno.test("a server counts as away until the work of coming back is done, and repeats it if it fails", async () => {
  const cluster = await TestCluster.of(2);
  const [server] = cluster.servers as [TestServer];
  const work = Promise.withResolvers<void>();
  let tries = 0;
  server.onBack = () => ++tries === 1 ? Promise.reject(new BusError("again")) : work.promise;
  server.bus.connect(false);
  await cluster.pass(20_000);
  server.bus.connect(true);
  await cluster.pass(8000);
  assert.equal(tries, 2);
  assert(server.membership.isAway);
  work.resolve();
  await arrive();
  assert(!server.membership.isAway);
  assert.equal(server.returns[0]!.bootChanged, true);
});

Deno.test("users of a lone server are told of no others, but it knows when it is away", async () => {
  const cluster = await TestCluster.of(1);
  const [server] = cluster.servers as [TestServer];
  cluster.engine.hasLeader = false;
  await cluster.pass(20_000);
  assert(server.membership.isAway);
  cluster.engine.hasLeader = true;
  await cluster.pass(3000);
  assert(!server.membership.isAway);
  assert.deepEqual(server.read(), ["back"]);
  assert.equal(server.returns[0]!.wasAnnounced, false);
});

Deno.test("beats carry the last id that their server has seen", async () => {
  const cluster = await TestCluster.of(2);
  const [one, two] = cluster.servers as [TestServer, TestServer];
  one.lastId = 1_790_000_000_000_128;
  await cluster.pass(1000);
  assert.equal(two.ids.at(-1), one.lastId);
});

Deno.test("what is no beat and no record is ignored", async () => {
  const cluster = await TestCluster.of(2);
  const stranger = cluster.engine.connect();
  const texts = [
    "",
    "null",
    "[]",
    "{",
    '{"slot":1,"boot":"x","address":"a"}',
    '{"slot":500,"boot":"x","address":"a","n":1,"lastId":0,"heard":[]}',
    '{"slot":1,"boot":"x","address":"a","n":1,"lastId":0,"heard":[[1]]}',
    '{"slot":7,"boot":"ghost","address":"a","n":1,"lastId":0,"heard":[]}',
  ];
  for (const text of texts) {
    stranger.publish("beat", new TextEncoder().encode(text));
    await stranger.bucket("servers").put("s9", new TextEncoder().encode(text));
    await stranger.bucket("servers").put("else", new TextEncoder().encode(text));
  }
  await cluster.pass(20_000);
  assert.deepEqual(cluster.servers.flatMap((server) => server.read()), []);
});

Deno.test("a server that finds all slots taken waits for those of dead servers, and else says so", async () => {
  const cluster = new TestCluster();
  const servers = cluster.engine.connect().bucket("servers");
  const late = new TestServer(cluster.engine);
  cluster.servers.push(late);
  let count = 0;
  /** Renews the records of servers for that long, and then counts for the server that waits. */
  const renew = async (slots: number, durationMs: number) => {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 1000) {
      count++;
      for (let slot = 0; slot < slots; slot++) {
        const record = { slot, boot: `boot${slot}`, address: "10.0.0.1:1", count };
        await servers.put(`s${slot}`, new TextEncoder().encode(JSON.stringify(record)));
      }
      await cluster.pass(1000);
    }
  };
  await renew(128, 1000);
  const refused = late.join("10.0.1.1:55555");
  refused.catch(() => {});
  await renew(128, 9000);
  const text = "Cannot join the cluster: all 128 places are taken. Stop another server first.";
  await assert.rejects(refused, (error) => error instanceof ExpectedError && error.text === text);
  const joined = late.join("10.0.1.1:55555");
  await renew(127, 9000);
  await joined;
  assert.equal(late.slot, 127);
});
