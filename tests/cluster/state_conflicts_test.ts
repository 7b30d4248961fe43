/**
 * Changes of one record on several servers at once.
 *
 * @module
 */
import assert from "node:assert/strict";
import { BusError } from "../../lib/cluster/bus.ts";
import { PASSWORD } from "../serving/registered_chat.ts";
import { settle } from "../support/settle.ts";
import { FakeEngine } from "./fake_bus.ts";
import { type BucketChange, changeBucket } from "./change_bucket.ts";
import { StateServer } from "./state_server.ts";

const OUT_OF_REACH =
  "Cannot register bob: the other servers are out of reach. Try again in a minute";

/** Starts some servers on an engine. */
async function start(engine: FakeEngine, count: number) {
  const servers: StateServer[] = [];
  for (let index = 0; index < count; index++) {
    servers.push(await StateServer.start(engine, `server${index}`));
  }
  return {
    servers: servers as [StateServer, StateServer, StateServer],
    [Symbol.dispose]() {
      for (const server of servers) server[Symbol.dispose]();
    },
  };
}

/** Checks that all servers, and one that starts now, have the same. */
async function areAlike(engine: FakeEngine, servers: readonly StateServer[]): Promise<void> {
  await settle();
  using late = await StateServer.start(engine, "late");
  const expected = await late.answers();
  for (const server of servers) assert.deepEqual(await server.answers(), expected, server.name);
}

async function isRight(server: StateServer, name: string, password: string): Promise<boolean> {
  return await server.accounts.check(name, password, "") === "right";
}

/** Names that only one of several people may register, and what the others read. */
const RIVALS: readonly (readonly [first: string, second: string, why: RegExp])[] = [
  ["bob", "bob", /^Cannot register bob: somebody else has just registered it$/],
  ["bob", "BOB", /^Cannot register (bob|BOB): somebody else has just registered it$/],
  ["bob", "b\u043eb", /^Cannot register b.b: it looks like a registered name$/],
  ["Jose\u0301", "jos\u00e9", /^Cannot register .*: somebody else has just registered it$/],
];

for (const [first, second, why] of RIVALS) {
  Deno.test(`of ${first} and ${second}, registered at once on two servers, one stays`, async () => {
    const engine = new FakeEngine();
    using it = await start(engine, 3);
    const [one, two, three] = it.servers;
    const answers = await Promise.all([
      one.register(first, "password-1"),
      two.register(second, "password-2"),
    ]);
    await settle();
    assert.equal(answers.filter((answer) => answer === undefined).length, 1, String(answers));
    assert.match(answers.find((answer) => answer !== undefined)!, why);
    const winner = answers.indexOf(undefined);
    for (const server of [one, two, three]) {
      const names = [first, second];
      assert(await isRight(server, names[winner]!, `password-${winner + 1}`));
      assert(!await isRight(server, names[1 - winner]!, `password-${2 - winner}`));
    }
    await areAlike(engine, it.servers);
    assert.equal(await one.register(["eve", "carl"][winner]!), undefined);
  });
}

Deno.test("names that only differ in ASCII characters may both be registered at once", async () => {
  const engine = new FakeEngine();
  using it = await start(engine, 2);
  const [one, two] = it.servers;
  const answers = await Promise.all([one.register("user1"), two.register("userl")]);
  assert.deepEqual(answers, [undefined, undefined]);
  await areAlike(engine, it.servers);
});

Deno.test("a server that is cut off registers no name and says why", async () => {
  const engine = new FakeEngine();
  using it = await start(engine, 2);
  const [one, two] = it.servers;
  await one.connect(false);
  assert.equal(await one.register("bob"), OUT_OF_REACH);
  assert.equal(await two.register("bob"), undefined);
  await one.connect(true);
  assert(await isRight(one, "bob", PASSWORD));
  await areAlike(engine, it.servers);
});

Deno.test("a registration whose outcome is unknown is taken back", async () => {
  const engine = new FakeEngine();
  using it = await start(engine, 1);
  const [other] = it.servers;
  using one = await StateServer.start(engine, "one", loseAnswers(() => isLossy));
  let isLossy = true;
  assert.equal(await one.register("bob"), OUT_OF_REACH);
  assert.notEqual(other.accounts.find("bob"), undefined);
  isLossy = false;
  await one.connect(false);
  await one.connect(true);
  await one.pass(2000);
  for (const server of [one, other]) assert.equal(server.accounts.find("bob"), undefined);
  assert.equal(await other.register("bob", "another-one"), undefined);
  await one.pass(2000);
  assert(await isRight(one, "bob", "another-one"));
  await areAlike(engine, [one, other]);
});

Deno.test("a registration that is taken back does not take another one with it", async () => {
  const engine = new FakeEngine();
  let isDown = false;
  const fail = () => {
    isDown = true;
    return Promise.reject(new BusError("no answer"));
  };
  const failing = changeBucket((bucket) => ({
    create: fail,
    get: (key) => isDown ? fail() : bucket.get(key),
  }));
  using one = await StateServer.start(engine, "one", failing);
  using two = await StateServer.start(engine, "two");
  assert.equal(await one.register("bob", "password-1"), OUT_OF_REACH);
  assert.equal(await two.register("bob", "password-2"), undefined);
  isDown = false;
  await one.pass(5000);
  for (const server of [one, two]) assert(await isRight(server, "bob", "password-2"));
  await areAlike(engine, [one, two]);
});

Deno.test("a user who leaves before the name is registered does not get it", async () => {
  const engine = new FakeEngine();
  using it = await start(engine, 2);
  const [one, two] = it.servers;
  const bob = one.login("bob");
  const answer = one.run("/register tea-for-two", "bob");
  await Promise.resolve();
  await Promise.resolve();
  one.logout(bob);
  assert.deepEqual(await answer, ["refused: Nothing has changed: bob is no longer here"]);
  await settle();
  for (const server of [one, two]) assert.equal(server.accounts.find("bob"), undefined);
  await areAlike(engine, it.servers);
});

Deno.test("of two new passwords at once, one is right everywhere", async () => {
  const engine = new FakeEngine();
  using it = await start(engine, 3);
  const [one, two] = it.servers;
  await one.register("bob");
  await settle();
  await Promise.all([one.register("bob", "password-1"), two.register("bob", "password-2")]);
  await settle();
  const right = await Promise.all(it.servers.map((server) => isRight(server, "bob", "password-1")));
  assert.equal(new Set(right).size, 1);
  await areAlike(engine, it.servers);
});

Deno.test("an account is the same object until its password changes or its owner", async () => {
  const engine = new FakeEngine();
  using it = await start(engine, 2);
  const [one, two] = it.servers;
  await one.register("bob");
  await settle();
  const proofs = () => it.servers.map(({ accounts }) => accounts.find("bob"));
  const [ofOne, ofTwo] = proofs();
  await one.run("/operator bob");
  one.accounts.blocks("bob", ["eve"]);
  await settle();
  await two.connect(false);
  await two.connect(true);
  assert.equal(one.accounts.find("bob"), ofOne);
  assert.equal(two.accounts.find("bob"), ofTwo);
  await one.register("bob", "another-one");
  await settle();
  const [newOfOne, newOfTwo] = proofs();
  assert(newOfOne !== ofOne && newOfTwo !== ofTwo);
  two.accounts.unregister("bob");
  await settle();
  assert.deepEqual(proofs(), [undefined, undefined]);
});

/** Which of two changes of the topic stays: one made while cut off, one made meanwhile elsewhere. */
const ORDERS = [
  {
    name: "a later change while cut off stays",
    cutOffAt: 2000,
    elsewhereAt: 1000,
    stays: "cut off",
  },
  { name: "a later change elsewhere stays", cutOffAt: 1000, elsewhereAt: 2000, stays: "elsewhere" },
];

for (const { name, cutOffAt, elsewhereAt, stays } of ORDERS) {
  Deno.test(name, async () => {
    const engine = new FakeEngine();
    using it = await start(engine, 2);
    const [one, two] = it.servers;
    for (const server of it.servers) server.channel("tea");
    await one.connect(false);
    one.now += cutOffAt;
    await one.run("/topic tea cut off");
    two.now += elsewhereAt;
    await two.run("/topic tea elsewhere");
    await settle();
    await one.connect(true);
    for (const { moderation } of it.servers) {
      assert.equal(moderation.topics.of("tea")?.text, stays);
    }
    await areAlike(engine, it.servers);
  });
}

/** What is done for the owner of a name by a server that does not know of the next owner. */
const FOR_THE_FORMER: Readonly<Record<string, (server: StateServer) => unknown>> = {
  "a message": (server) => server.hub.sendPrivate(server.login("ann"), "bob", "secret"),
  "a block list": (server) => server.accounts.blocks("bob", ["eve"]),
  "the right of an operator": (server) => server.run("/operator bob"),
};

for (const [what, give] of Object.entries(FOR_THE_FORMER)) {
  Deno.test(`${what} for the former owner of a name does not go to the next one`, async () => {
    const engine = new FakeEngine();
    using it = await start(engine, 2);
    const [one, two] = it.servers;
    await one.register("bob");
    await settle();
    await two.connect(false);
    one.accounts.unregister("bob");
    one.now += 1000;
    assert.equal(await one.register("bob", "another-one"), undefined);
    two.now += 2000;
    await give(two);
    await two.connect(true);
    for (const server of [one, two]) {
      assert(await isRight(server, "bob", "another-one"));
      assert.equal(server.waiting.bytes(), 0);
      assert.deepEqual(server.accounts.blocks("bob"), []);
      assert.equal(server.moderation.operators.isOperator("bob"), false);
    }
    await areAlike(engine, it.servers);
  });
}

Deno.test("a change of a row that a server knows is the later one, whatever its clock says", async () => {
  const engine = new FakeEngine();
  using it = await start(engine, 2);
  const [one, two] = it.servers;
  one.now += 3600 * 1000;
  await one.run("/ban eve");
  await settle();
  await two.run("/unban eve");
  await settle();
  assert.deepEqual(await one.run("/bans"), ["Nobody is banned"]);
  await areAlike(engine, it.servers);
});

Deno.test("pending resolves once the changes so far are in the bucket", async () => {
  const engine = new FakeEngine();
  using it = await start(engine, 1);
  const [one] = it.servers;
  assert.equal(one.state.pending(), undefined);
  await one.run("/ban eve");
  const saved = one.state.pending();
  assert(saved);
  await saved;
  assert.equal(engine.buckets.state.size, 2);
  assert.equal(one.state.pending(), undefined);
});

/** Changes a server's buckets so that they do what they are told, and no answer comes back. */
function loseAnswers(isLossy: () => boolean): BucketChange {
  const lose = async <Result>(result: Promise<Result>): Promise<Result> => {
    const answer = await result;
    if (isLossy()) throw new BusError("no answer");
    return answer;
  };
  return changeBucket((bucket) => ({
    create: (key, value) => lose(bucket.create(key, value)),
    update: (key, value, revision) => lose(bucket.update(key, value, revision)),
    watch: (onChange) => bucket.watch((key, value) => isLossy() || onChange(key, value)),
  }));
}
