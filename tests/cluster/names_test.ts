import assert from "node:assert/strict";
import { NameSpace } from "../../lib/chat/name_space.ts";
import { User } from "../../lib/chat/user.ts";
import { comparedName, nameRecordKey } from "../../lib/cluster/name_record.ts";
import { claim, records } from "./claims.ts";
import { arrive, TestCluster, type TestServer } from "./servers.ts";

Deno.test("a name that is given away is taken on every server, until it is given back", async () => {
  const cluster = await TestCluster.of(3);
  const [one, two, three] = cluster.servers as [TestServer, TestServer, TestServer];
  assert.equal(await claim(one, "ann"), "granted");
  for (const server of cluster.servers) assert.equal(await claim(server, "Ann"), "name-taken");
  one.names.release("ann");
  await arrive();
  assert.equal(records(cluster), 0);
  assert.equal(await claim(three, "ANN"), "granted");
  assert.equal(await claim(two, "ann"), "name-taken");
});

/** Pairs of names. */
const PAIRS: readonly (readonly [string, string])[] = [
  ["ann", "ann"],
  ["ann", "ANN"],
  ["ann", "bob"],
  ["user1", "userl"],
  ["user1", "USER1"],
  ["userl", "userI"],
  ["Bill", "bill"],
  ["bIll", "BiLL"],
  ["Mum", "mUM"],
  ["rn", "m"],
  ["rn", "M"],
  ["O0", "o0"],
  ["user1", "us\u0435r1"],
  ["userl", "us\u0435r1"],
  ["us\u0435r1", "us\u0435r1"],
  ["us\u0435r1", "us\u0435rl"],
  ["us\u0435r1", "u\u0455er1"],
  ["Alice", "\u0391lice"],
  ["alice", "\u0391lice"],
  ["Il", "\u0406l"],
  ["il", "\u0406l"],
  ["Jos\u00e9", "Jose\u0301"],
  ["Al ice", "Al_ice"],
  ["x [y]", "x_(y)"],
  ["❤", "❤\ufe0f"],
];

Deno.test("two names exclude each other in the cluster as they do on one server", async () => {
  const cluster = await TestCluster.of(2);
  const [one, two] = cluster.servers as [TestServer, TestServer];
  for (const [first, second] of PAIRS.flatMap(([a, b]) => [[a, b], [b, a]] as const)) {
    const space = new NameSpace();
    space.add(new User(first));
    const expected = space.isTaken(second) ? "name-taken" : "granted";
    for (const other of [one, two]) {
      assert.equal(await claim(one, first), "granted");
      assert.equal(await claim(other, second), expected, `${first} and ${second}`);
      one.names.release(first);
      if (expected === "granted") other.names.release(second);
      await arrive();
      assert.equal(records(cluster), 0);
    }
  }
});

Deno.test("names that exclude each other have one record, whatever the case of A to Z", () => {
  const keyFor = (name: string) => nameRecordKey(comparedName(name));
  for (const letter of "abcdefghijklmnopqrstuvwxyz") {
    assert.equal(keyFor(`x${letter}y`), keyFor(`x${letter.toUpperCase()}y`), letter);
  }
  assert.match(keyFor("x"), /^[\w-]{22}$/);
  assert.notEqual(keyFor("ann"), keyFor("bob"));
});

Deno.test("of many servers that claim one name at once, one gets it", async () => {
  const cluster = await TestCluster.of(8);
  for (const names of [["ann"], ["Bill", "bIll"], ["user1", "us\u0435r1"]]) {
    const claims = cluster.servers.map((server, at) => claim(server, names[at % names.length]!));
    await cluster.pass(1000);
    const answers = await Promise.all(claims);
    assert.equal(answers.filter((answer) => answer === "granted").length, 1, names.join());
  }
});

Deno.test("of two claims of one server for one name, the earlier gets it", async () => {
  const cluster = await TestCluster.of(1);
  const [server] = cluster.servers as [TestServer];
  const claims = [claim(server, "ann"), claim(server, "Ann"), claim(server, "\u0430nn")];
  assert.deepEqual(await Promise.all(claims), ["granted", "name-taken", "name-taken"]);
});

Deno.test("a name that is given back and claimed at once is granted", async () => {
  const cluster = await TestCluster.of(2);
  const [one, two] = cluster.servers as [TestServer, TestServer];
  await claim(one, "ann");
  for (let round = 0; round < 20; round++) {
    one.names.release("ann");
    for (let turn = 0; turn < round; turn++) await Promise.resolve();
    assert.equal(await claim(one, "ann"), "granted");
  }
  assert.equal(await claim(two, "ann"), "name-taken");
  // Giving back a name that this server does not have changes nothing.
  two.names.release("ann");
  await arrive();
  assert.equal(await claim(two, "ann"), "name-taken");
});

Deno.test("the names of a killed server are free within ten seconds", async () => {
  const cluster = await TestCluster.of(3);
  const [dead, heir, third] = cluster.servers as [TestServer, TestServer, TestServer];
  await claim(dead, "ann");
  await claim(dead, "eve");
  dead.kill();
  await cluster.pass(5000);
  assert.equal(await claim(heir, "ann"), "name-taken");
  await cluster.pass(5000);
  assert.equal(await claim(heir, "ann"), "granted");
  assert.equal(await claim(third, "ann"), "name-taken");
  assert.equal(records(cluster), 2);
  await third.names.freeDead(["eve", "ann"]);
  assert.equal(records(cluster), 2, "the server with the lowest slot does it");
  await heir.names.freeDead(["eve", "ann"]);
  assert.equal(records(cluster), 1);
  assert.equal(await claim(third, "ann"), "name-taken");
});

Deno.test("a server that another one does not know yet is not taken for dead", async () => {
  const cluster = await TestCluster.of(2);
  const [one, two] = cluster.servers as [TestServer, TestServer];
  // Its watcher is late.
  const record = { slot: 9, boot: "late", address: "10.0.0.9:1", count: 1 };
  cluster.engine.watchers.clear();
  const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  await two.bus.bucket("servers").put("s9", encode(record));
  const key = nameRecordKey(comparedName("eve"));
  await two.bus.bucket("names").put(key, encode({ holders: [["eve", 9, "late"]] }));
  assert.equal(await claim(one, "eve"), "name-taken");
  await two.bus.bucket("servers").remove("s9");
  assert.equal(await claim(one, "eve"), "granted");
});

Deno.test("a flood of names that differ in l, 1 and I does not grow a record without end", async () => {
  const cluster = await TestCluster.of(1);
  const [server] = cluster.servers as [TestServer];
  const name = (index: number) =>
    index.toString(3).padStart(40, "0").replace(/\d/g, (d) => "l1I"[+d]!);
  const answers = new Set<string>();
  for (let index = 0; index < 500; index++) answers.add(await claim(server, name(index)));
  assert.deepEqual([...answers], ["granted", "name-taken"]);
  const sizes = Array.from(cluster.engine.buckets.names.values(), ({ value }) => value.length);
  assert(sizes.every((size) => size <= 16 * 1024), String(sizes));
  assert.equal(await claim(server, "somebody else"), "granted");
});

Deno.test("a record that is not one of names is replaced", async () => {
  const cluster = await TestCluster.of(1);
  const [server] = cluster.servers as [TestServer];
  const key = nameRecordKey(comparedName("ann"));
  for (const text of ["", "null", "[]", '{"holders":1}', '{"holders":[1,["ann"],["ann",0,5]]}']) {
    await cluster.engine.connect().bucket("names").put(key, new TextEncoder().encode(text));
    assert.equal(await claim(server, "ann"), "granted", text);
    server.names.release("ann");
    await arrive();
    assert.equal(records(cluster), 0);
  }
});
