import assert from "node:assert/strict";
import { NAMES_UNAVAILABLE } from "../../lib/chat/name_registry.ts";
import { claim, claimLater, records } from "./claims.ts";
import { arrive, TestCluster, type TestServer } from "./servers.ts";

Deno.test("a claim waits while there is no leader, and is answered once there is one", async () => {
  const cluster = await TestCluster.of(2);
  const [one, two] = cluster.servers as [TestServer, TestServer];
  await claim(one, "ann");
  cluster.engine.hasLeader = false;
  const claims = Promise.all([claim(two, "bob"), claim(two, "ann")]);
  await cluster.pass(9000);
  cluster.engine.hasLeader = true;
  await cluster.pass(1000);
  assert.deepEqual(await claims, ["granted", "name-taken"]);
});

Deno.test("a claim is refused after twelve seconds without a leader, and after five without a connection", async () => {
  const cluster = await TestCluster.of(2);
  const [one, two] = cluster.servers as [TestServer, TestServer];
  cluster.engine.hasLeader = false;
  const slow = await claimLater(cluster, one, "ann");
  assert.deepEqual(slow, { answer: "unavailable", afterMs: 12_000 });
  cluster.engine.hasLeader = true;
  await cluster.pass(3000);
  assert.equal(await claim(two, "ann"), "granted", "nothing is left of the refused claim");
  one.bus.connect(false);
  const quick = await claimLater(cluster, one, "bob");
  assert.deepEqual(quick, { answer: "unavailable", afterMs: 5000 });
  await cluster.pass(5000);
  const away = await claimLater(cluster, one, "bob");
  assert.deepEqual(away, { answer: "unavailable", afterMs: 5000 });
  assert.match(NAMES_UNAVAILABLE.explanation, /^The other servers are out of reach/);
});

Deno.test("a name that is given back without a leader is free afterwards, whatever was claimed meanwhile", async () => {
  const cluster = await TestCluster.of(2);
  const [one, two] = cluster.servers as [TestServer, TestServer];
  await claim(one, "us\u0435r1");
  cluster.engine.hasLeader = false;
  one.names.release("us\u0435r1");
  assert.equal((await claimLater(cluster, one, "user1")).answer, "unavailable");
  cluster.engine.hasLeader = true;
  await cluster.pass(3000);
  assert.equal(records(cluster), 0);
  assert.equal(await claim(two, "user1"), "granted");
});

Deno.test("ten thousand claims wait, and more are refused at once", async () => {
  const cluster = await TestCluster.of(1);
  const [server] = cluster.servers as [TestServer];
  server.bus.connect(false);
  const answers: string[] = [];
  const claims = Array.from({ length: 10_050 }, async (_, index) => {
    answers.push(await claim(server, `user-${index}`));
  });
  await arrive();
  assert.deepEqual(answers, Array(50).fill("unavailable"));
  server.bus.connect(true);
  await cluster.pass(3000);
  for (let turn = 0; turn < 100 && answers.length < claims.length; turn++) await cluster.pass(250);
  assert.equal(answers.filter((answer) => answer === "granted").length, 10_000);
});

Deno.test("a server that was away claims its names again, and the holder in the bucket keeps a name", async () => {
  const cluster = await TestCluster.of(2);
  const [away, other] = cluster.servers as [TestServer, TestServer];
  for (const name of ["ann", "bob", "user1", "eve", "Al ice!"]) await claim(away, name);
  let lost: string[] | undefined;
  away.onBack = async () => {
    const users = ["ann", "bob", "user1", "eve", "Al ice!"].map((name) => ({ name }));
    lost = await away.names.reclaim(users);
    // Users may get other names instead.
    assert.equal(await away.names.claim("bob_2"), undefined);
  };
  away.stop();
  away.isRunning = true;
  await cluster.pass(20_000);
  assert.equal(await claim(other, "Bob"), "granted");
  assert.equal(await claim(other, "us\u0435r1"), "granted");
  assert.equal(await claim(other, "carol"), "granted");
  assert.equal(await claim(other, "al_ice_"), "granted");
  away.names.release("eve");
  const waiting = claim(away, "carol");
  away.bus.connect(true);
  await cluster.pass(4000);
  assert.deepEqual(lost, ["bob", "user1", "Al ice!"]);
  assert.equal(await waiting, "name-taken");
  assert.equal(await claim(other, "ann"), "name-taken");
  // The users who have lost their names leave, which frees nobody else's.
  for (const name of lost!) away.names.release(name);
  await arrive();
  assert.equal(await claim(away, "bob"), "name-taken");
  away.names.release("ann");
  away.names.release("eve");
  await arrive();
  assert.equal(await claim(other, "ann"), "granted");
  assert.equal(await claim(other, "eve"), "granted");
});

Deno.test("no name is given to a server between its stop and its return", async () => {
  const cluster = await TestCluster.of(2);
  const [stopped, other] = cluster.servers as [TestServer, TestServer];
  stopped.onBack = async () => void await stopped.names.reclaim([]);
  const pending = claim(stopped, "ann");
  // The answer of the bucket waits for the process, which goes on after the others took it for dead.
  stopped.isRunning = false;
  stopped.clock.jump(60_000);
  await cluster.pass(20_000);
  assert.equal(await claim(other, "ann"), "granted");
  stopped.isRunning = true;
  await cluster.pass(5000);
  assert.equal(await pending, "unavailable");
});

Deno.test("a server that stops gives 5,000 names back", async () => {
  const cluster = await TestCluster.of(2);
  const [one, two] = cluster.servers as [TestServer, TestServer];
  const names = Array.from({ length: 5000 }, (_, index) => `user-${index}`);
  await Promise.all(names.map((name) => claim(one, name)));
  assert.equal(records(cluster), 5000);
  await one.names.releaseAll();
  assert.equal(records(cluster), 0);
  assert.equal(await claim(one, "ann"), "unavailable");
  assert.equal(await claim(two, "user-7"), "granted");
});

Deno.test("a server that stops without a leader does not wait for longer than two seconds", async () => {
  const cluster = await TestCluster.of(2);
  const [one] = cluster.servers as [TestServer];
  await claim(one, "ann");
  cluster.engine.hasLeader = false;
  const pending = claim(one, "bob");
  let isDone = false;
  const released = one.names.releaseAll().then(() => isDone = true);
  assert.equal(await pending, "unavailable");
  await cluster.pass(1500);
  assert(!isDone);
  await cluster.pass(500);
  await released;
});
