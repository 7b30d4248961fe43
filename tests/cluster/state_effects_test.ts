/**
 * What a change on one server means for the users of another one.
 *
 * @module
 */
import assert from "node:assert/strict";
import { settle } from "../support/settle.ts";
import { FakeEngine } from "./fake_bus.ts";
import { StateServer } from "./state_server.ts";

/** Starts two servers. */
async function startTwo() {
  const engine = new FakeEngine();
  const one = await StateServer.start(engine, "one");
  const two = await StateServer.start(engine, "two");
  return {
    ...{ engine, one, two },
    [Symbol.dispose]() {
      one[Symbol.dispose]();
      two[Symbol.dispose]();
    },
  };
}

/** Bans that are given on one server, and the users of another one whom they put out. */
const BANS: readonly (readonly [command: string, ...ended: string[]])[] = [
  ["/ban bob", "bob: banned by an operator"],
  ["/ban BOB 1h spam", "bob: banned by an operator until 13:00: spam"],
  ["/ban b\u043eb", "bob: banned by an operator"],
  ["/ban 192.0.2.9", "bob: banned by an operator"],
  ["/ban 192.0.2.0/24", "bob: banned by an operator"],
  ["/ban bobby"],
  ["/ban 198.51.100.1"],
];

for (const [command, ...ended] of BANS) {
  Deno.test(`${command} on one server disconnects ${ended.length} users of another one`, async () => {
    using it = await startTwo();
    await it.one.register("ann");
    await it.one.run("/operator ann");
    await settle();
    it.two.login("bob", "192.0.2.9");
    it.two.login("ann", "192.0.2.9");
    await it.one.run(command);
    await settle();
    assert.deepEqual(it.two.ended, ended);
  });
}

Deno.test("a ban that was given while a server was cut off disconnects its users later", async () => {
  using it = await startTwo();
  await it.two.connect(false);
  it.two.login("bob");
  await it.one.run("/ban bob");
  await settle();
  assert.deepEqual(it.two.ended, []);
  await it.two.connect(true);
  assert.deepEqual(it.two.ended, ["bob: banned by an operator"]);
});

Deno.test("a ban that has ended disconnects nobody when it comes", async () => {
  using it = await startTwo();
  await it.two.connect(false);
  it.two.login("bob");
  await it.one.run("/ban bob 1m");
  it.two.now += 61_000;
  await settle();
  await it.two.connect(true);
  assert.deepEqual(it.two.ended, []);
  assert.deepEqual(await it.two.run("/bans"), ["Nobody is banned"]);
});

Deno.test("a user who is muted on one server is silent on another one", async () => {
  using it = await startTwo();
  const bob = it.two.login("bob");
  assert.equal(it.two.hub.silence(bob), undefined);
  await it.one.run("/mute bob 1h");
  await settle();
  assert.equal(it.two.hub.silence(bob)?.explanation, "You are muted until 13:00");
  await it.one.run("/unmute bob");
  await settle();
  assert.equal(it.two.hub.silence(bob), undefined);
});

Deno.test("somebody whose name is registered elsewhere meanwhile is disconnected", async () => {
  using it = await startTwo();
  await it.two.connect(false);
  it.two.login("bob");
  it.two.login("b0b");
  await it.one.run("/set-password bob tea-for-two");
  await settle();
  await it.two.connect(true);
  assert.deepEqual(it.two.ended, ["bob: somebody else has registered your name"]);
});

Deno.test("the owner of a name stays when it is registered, or gets a new password", async () => {
  using it = await startTwo();
  it.one.login("bob");
  assert.match((await it.one.run("/register tea-for-two", "bob")).join(), /^bob is yours now/);
  await settle();
  await it.two.run("/set-password bob another-one");
  await settle();
  assert.deepEqual(it.one.ended, []);
});

Deno.test("a channel gets the topic and the lock of another server", async () => {
  using it = await startTwo();
  const [tea] = [it.one, it.two].map((server) => server.channel("tea")).reverse();
  await it.one.run("/topic tea Lab 3");
  await it.one.run("/topic tea --lock");
  await settle();
  assert.deepEqual([tea!.topic?.text, tea!.topic?.isLocked], ["Lab 3", true]);
  // A channel that the server creates later.
  await it.one.moderation.topics.keep(it.one.channel("milk"), { ...tea!.topic!, text: "Lab 4" });
  await settle();
  assert.equal(it.two.channel("milk").topic?.text, "Lab 4");
});

Deno.test("a topic on which the servers have agreed stays, whatever its record says, and can be locked", async () => {
  using it = await startTwo();
  const [first, tea] = [it.one.channel("tea"), it.two.channel("tea")];
  tea.topic = { text: "Lab 3", author: "ann", time: 7, isLocked: false };
  it.two.agreed.add("tea");
  const keep = async (text: string, isLocked: boolean) => {
    await it.one.moderation.topics.keep(first, { text, author: "ann", time: 7, isLocked });
    await it.two.pass(100);
  };
  await keep("Lab 4", false);
  assert.equal(tea.topic.text, "Lab 3");
  await keep("Lab 3", true);
  assert.equal(tea.topic.isLocked, true);
});
