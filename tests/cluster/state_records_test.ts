/**
 * Records that another program, an older or a newer version has written, and an emptied bucket.
 *
 * @module
 */
import assert from "node:assert/strict";
import { bucketKey } from "../../lib/cluster/state/record.ts";
import { settle } from "../support/settle.ts";
import { FakeEngine } from "./fake_bus.ts";
import { NOON, StateServer } from "./state_server.ts";

const STAMP = { time: NOON, by: "stranger" };
const PENALTY = { until: null, reason: "", author: "ann", time: NOON };
const ACCOUNT = {
  ...{ name: "mallory", created: NOON, salt: "", hash: "", cost: 2 },
  ...{ blockSize: 1, parallelization: 1 },
};
const BAN = { kind: "name", target: "eve", owner: "", ...PENALTY };
const WAITING = { account: "bob", sender: "eve", time: NOON, text: "hi" };
const TOPIC = { name: "tea", text: "Lab 3", author: "ann", time: NOON, isLocked: false };
const AUDIT = { time: NOON, actor: "ann", action: "kick", target: "bob", detail: "" };

const UNKNOWN_KIND = "holiday";

/** Records that are ignored: their kind, their key, and their row or all of their JSON text. */
const BAD: readonly (readonly [name: string, kind: string, key: string, row: unknown])[] = [
  ["an unknown kind", UNKNOWN_KIND, "x", {}],
  ["a kind that every object has", "constructor", "x", {}],
  ["a row that is a number", "ban", "name eve", 7],
  ["a row that is null", "ban", "name eve", null],
  ["a row that is a list", "mute", "eve", []],
  ["an empty row", "ban", "name eve", {}],
  ["a ban of nothing", "ban", "name eve", { ...BAN, kind: "planet" }],
  ["a ban under another key", "ban", "name bob", BAN],
  ["a ban of no network", "ban", "network eve", { ...BAN, kind: "network" }],
  ["a network in another form", "ban", "network 10.1.2.3/8", {
    ...{ ...BAN, kind: "network", target: "10.1.2.3/8" },
  }],
  ["a ban until a text", "ban", "name eve", { ...BAN, until: "noon" }],
  ["a time that is no date", "ban", "name eve", { ...BAN, time: 1e300 }],
  ["a negative time", "ban", "name eve", { ...BAN, time: -1 }],
  ["a fractional time", "ban", "name eve", { ...BAN, time: 1.5 }],
  ["a reason of two lines", "ban", "name eve", { ...BAN, reason: "a\r\nPRIVMSG" }],
  ["a huge reason", "ban", "name eve", { ...BAN, reason: "x".repeat(500_000) }],
  ["a mute with an escape sequence", "mute", "e\u001bve", { ...PENALTY, name: "e\u001bve" }],
  ["an account without a name", "account", "", { ...ACCOUNT, name: "" }],
  ["an account under another key", "account", "dora", ACCOUNT],
  ["a hash that takes forever", "account", "mallory", { ...ACCOUNT, cost: 2 ** 40 }],
  ["a hash that scrypt refuses", "account", "mallory", { ...ACCOUNT, cost: 3 }],
  ["a hash that is not in Base64", "account", "mallory", { ...ACCOUNT, hash: "!" }],
  ["an operator who is none", "operator", "bob", "true"],
  ["a block list that is a text", "blocks", "bob", "eve"],
  ["a block list with a number", "blocks", "bob", [7]],
  ["a message with no id", "waiting", "first", WAITING],
  ["a message with an id in another form", "waiting", "1e3", WAITING],
  ["a message with an id that is too high", "waiting", "9000000000000001", WAITING],
  ["a message without a text", "waiting", "1", { ...WAITING, text: undefined }],
  ["a topic of another channel", "topic", "milk", TOPIC],
  ["a topic that may be locked", "topic", "tea", { ...TOPIC, isLocked: "maybe" }],
  ["a deed with a control character", "audit", "1", { ...AUDIT, detail: "\u0007" }],
  ["a deed with a negative id", "audit", "-1", AUDIT],
];

for (const [name, kind, key, row] of BAD) {
  Deno.test(`a server ignores a record with ${name}, and goes on`, async () => {
    const value = JSON.stringify({ ...STAMP, key, row });
    await ignores(bucketKey(kind, key), new TextEncoder().encode(value));
  });
}

/** Bytes that are no record at all. */
const GARBAGE: Readonly<Record<string, Uint8Array>> = {
  "no bytes": new Uint8Array(),
  "bytes that are no text": new Uint8Array([0xff, 0xfe, 0x00]),
  "a text that is not JSON": new TextEncoder().encode("{"),
  "JSON that is no object": new TextEncoder().encode("[1]"),
  "no key": new TextEncoder().encode(JSON.stringify({ ...STAMP, row: BAN })),
  "no time": new TextEncoder().encode(JSON.stringify({ by: "x", key: "name eve", row: BAN })),
  "a megabyte of spaces": new Uint8Array(2 ** 20).fill(0x20),
  "a thousand brackets": new TextEncoder().encode("[".repeat(100_000)),
};

for (const [name, bytes] of Object.entries(GARBAGE)) {
  Deno.test(`a server ignores a record of ${name}, and goes on`, () =>
    ignores(bucketKey("ban", "name eve"), bytes));
}

async function ignores(at: string, bytes: Uint8Array): Promise<void> {
  const engine = new FakeEngine();
  using server = await StateServer.start(engine, "server");
  await server.register("bob");
  const before = await server.answers();
  const bucket = engine.connect().bucket("state");
  for (const other of [at, `${at}-2`]) await bucket.put(other, bytes);
  await settle();
  assert.deepEqual(await server.answers(), before);
  assert.equal(server.state.figures().ignored, 2);
  assert.equal(server.statuses.length, 1, "told once");
  assert(server.statuses[0]!.startsWith("Ignoring a record of the cluster"), server.statuses[0]);
  // A server that starts now does the same.
  using late = await StateServer.start(engine, "late");
  assert.deepEqual(await late.answers(), before);
  assert.equal(late.state.figures().ignored, 2);
  // A record of that key can be written nevertheless, and be read.
  await server.run("/ban eve");
  await settle();
  assert.notEqual(late.moderation.bans.ofName("eve"), undefined);
}

Deno.test("a record with more fields, of a newer version, is read", async () => {
  const engine = new FakeEngine();
  using server = await StateServer.start(engine, "server");
  const record = { ...STAMP, key: "name eve", row: { ...BAN, severity: 3 }, color: "red" };
  await engine.connect().bucket("state").put(
    bucketKey("ban", "name eve"),
    new TextEncoder().encode(JSON.stringify(record)),
  );
  await settle();
  assert.notEqual(server.moderation.bans.ofName("eve"), undefined);
  assert.equal(server.state.figures().ignored, 0);
});

Deno.test("what was in a bucket that somebody has emptied is put back", async () => {
  const engine = new FakeEngine();
  using one = await StateServer.start(engine, "one");
  using two = await StateServer.start(engine, "two");
  one.channel("tea");
  await one.register("bob");
  await one.run("/operator bob");
  await one.run("/ban eve");
  await one.run("/mute carl");
  await one.run("/unmute carl");
  await one.run("/topic tea Lab 3");
  await one.pass(100);
  const before = await one.answers();
  engine.buckets.state.clear();
  for (const server of [one, two]) server.bus.connect(false);
  for (const server of [one, two]) await server.connect(true);
  using late = await StateServer.start(engine, "late");
  for (const server of [one, two, late]) assert.deepEqual(await server.answers(), before);
});

Deno.test("what belongs to a name that is given up leaves the bucket with it", async () => {
  const engine = new FakeEngine();
  using one = await StateServer.start(engine, "one");
  using two = await StateServer.start(engine, "two");
  await one.register("bob");
  one.accounts.blocks("bob", ["eve"]);
  two.hub.sendPrivate(two.login("ann"), "bob", "hi");
  await two.run("/operator bob");
  await settle();
  one.accounts.unregister("bob");
  await settle();
  const rows = [...engine.buckets.state.values()].flatMap(({ key, value }) =>
    JSON.parse(new TextDecoder().decode(value)).row === undefined ? [] : [key.split(".")[0]]
  );
  assert.deepEqual(rows, ["audit"]);
});

Deno.test("the record of a removed row stays for a month, and goes then", async () => {
  const engine = new FakeEngine();
  using server = await StateServer.start(engine, "server");
  await server.run("/ban eve");
  await server.run("/unban eve");
  await settle();
  const at = bucketKey("ban", "name eve");
  const hours = 3600 * 1000;
  server.now += 30 * 24 * hours;
  await server.pass(hours);
  assert(engine.buckets.state.has(at));
  server.now += 2 * 24 * hours;
  await server.pass(hours);
  assert(!engine.buckets.state.has(at));
  // Even for a server that was cut off meanwhile, nothing comes back.
  await server.connect(false);
  await server.connect(true);
  assert.deepEqual(await server.run("/bans"), ["Nobody is banned"]);
});

Deno.test("a deed too many takes the oldest one out of the bucket", async () => {
  const engine = new FakeEngine();
  using one = await StateServer.start(engine, "one");
  using two = await StateServer.start(engine, "two");
  const { ledger } = one.moderation;
  const deed = { actor: "ann", action: "kick", target: "bob", detail: "" };
  one.store.write(() => {
    for (let count = 0; count < 10_000; count++) ledger.record(deed);
  });
  await one.state.pending();
  await settle();
  assert.equal(engine.buckets.state.size, 10_000);
  one.moderation.ledger.record({ ...deed, target: "eve" });
  await one.state.pending();
  await settle();
  assert.equal(engine.buckets.state.size, 10_000);
  for (const server of [one, two]) {
    assert.equal(server.state.figures().records, 10_000);
    assert.equal(server.moderation.ledger.last(1)[0]?.target, "eve");
  }
});
