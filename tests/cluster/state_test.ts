/**
 * What several servers remember together: every change, for every way in which a server can miss it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { PASSWORD } from "../serving/registered_chat.ts";
import { settle } from "../support/settle.ts";
import { FakeEngine } from "./fake_bus.ts";
import { StateServer } from "./state_server.ts";

/** A change of the shared state, and what must be true of every server afterwards. */
interface Case {
  readonly name: string;
  /** Whether it registers a name, which needs the bucket. */
  readonly registers?: boolean;
  /** What happens on the server before the others may be cut off. */
  prepare?(server: StateServer): Promise<unknown> | unknown;
  change(server: StateServer): Promise<unknown> | unknown;
  holds(server: StateServer): Promise<boolean> | boolean;
}

const hasLine = (command: string, part: string) => async (server: StateServer) =>
  (await server.run(command)).some((line) => line.includes(part));

const isRight = async (server: StateServer, name: string, password: string) =>
  await server.accounts.check(name, password, "") === "right";

/** Sends a message to somebody who is registered and not here. */
function sendTo(server: StateServer, to: string, text: string): void {
  const ann = server.hub.user("ann") ?? server.login("ann");
  assert.equal(server.hub.sendPrivate(ann, to, text), undefined);
}

const CASES: readonly Case[] = [
  {
    name: "a ban of a name",
    change: (it) => it.run("/ban eve 1h spam"),
    holds: (it) => it.moderation.bans.refuseName("EVE") !== undefined,
  },
  {
    name: "a ban of a network",
    change: (it) => it.run("/ban 198.51.100.0/24"),
    holds: (it) => it.moderation.bans.refuseAddress("198.51.100.7") !== undefined,
  },
  {
    name: "a ban that is lifted",
    prepare: (it) => it.run("/ban eve"),
    change: (it) => it.run("/unban eve"),
    holds: (it) => it.moderation.bans.refuseName("eve") === undefined,
  },
  {
    name: "a ban that replaces that of a look-alike",
    prepare: (it) => it.run("/ban bob 1h"),
    change: (it) => it.run("/ban b\u043eb 2h"),
    holds: (it) => it.moderation.bans.list().length === 1,
  },
  {
    name: "a mute",
    change: (it) => it.run("/mute eve 1h"),
    holds: hasLine("/mutes", "eve until 13:00"),
  },
  {
    name: "a mute that is lifted",
    prepare: (it) => it.run("/mute eve"),
    change: (it) => it.run("/unmute EVE"),
    holds: hasLine("/mutes", "Nobody is muted"),
  },
  {
    name: "a registered name",
    registers: true,
    change: (it) => it.register("Zo\u00eb"),
    holds: (it) => isRight(it, "zo\u00eb", PASSWORD),
  },
  {
    name: "a name of a thousand characters",
    registers: true,
    change: (it) => it.register("\u6f22".repeat(1024)),
    holds: (it) => isRight(it, "\u6f22".repeat(1024), PASSWORD),
  },
  {
    name: "a new password",
    prepare: (it) => it.register("bob"),
    change: (it) => it.register("bob", "another-one"),
    holds: async (it) =>
      await isRight(it, "bob", "another-one") && !await isRight(it, "bob", PASSWORD),
  },
  {
    name: "a name that is given up, with all that belongs to it",
    prepare: async (it) => {
      await it.register("bob");
      await it.run("/operator bob");
      it.accounts.blocks("bob", ["eve"]);
      sendTo(it, "bob", "secret");
    },
    change: (it) => it.accounts.unregister("bob"),
    holds: async (it) =>
      it.accounts.find("bob") === undefined && it.waiting.bytes() === 0 &&
      (await it.run("/operators")).join().startsWith("There are no operators"),
  },
  {
    name: "a name that somebody else registers again",
    registers: true,
    prepare: async (it) => {
      await it.register("bob");
      await it.run("/operator bob");
      it.accounts.blocks("bob", ["eve"]);
      sendTo(it, "bob", "secret");
      it.accounts.unregister("bob");
      it.now += 1;
    },
    change: (it) => it.register("bob", "another-one"),
    holds: async (it) =>
      await isRight(it, "bob", "another-one") && it.waiting.bytes() === 0 &&
      it.moderation.operators.isOperator("bob") === false &&
      (it.accounts.blocks("bob") as string[]).length === 0,
  },
  {
    name: "an operator",
    prepare: (it) => it.register("bob"),
    change: (it) => it.run("/operator bob"),
    holds: hasLine("/operators", "bob"),
  },
  {
    name: "an operator who is none any more",
    prepare: async (it) => {
      await it.register("bob");
      await it.run("/operator bob");
    },
    change: (it) => it.run("/operator bob off"),
    holds: (it) => it.moderation.operators.isOperator("bob") === false,
  },
  {
    name: "an operator whose password changes later",
    prepare: (it) => it.register("bob"),
    change: async (it) => {
      await it.run("/operator bob");
      await it.register("bob", "another-one");
    },
    holds: (it) => it.moderation.operators.isOperator("bob") === true,
  },
  {
    name: "what belongs to a new name whose password changes later",
    registers: true,
    change: async (it) => {
      await it.register("bob");
      await it.run("/operator bob");
      it.accounts.blocks("bob", ["eve"]);
      sendTo(it, "bob", "hi");
      await it.register("bob", "another-one");
    },
    holds: (it) =>
      it.moderation.operators.isOperator("bob") === true && it.waiting.count("bob") === 1 &&
      (it.accounts.blocks("bob") as string[]).join() === "eve",
  },
  {
    name: "a block list",
    prepare: (it) => it.register("bob"),
    change: (it) => it.accounts.blocks("bob", ["eve", "carl", "A[d]am"]),
    holds: (it) => (it.accounts.blocks("bob") as string[]).join() === "eve,carl,A[d]am",
  },
  {
    name: "a topic",
    prepare: (it) => it.channel("tea"),
    change: (it) => it.run("/topic tea Lab 3"),
    holds: (it) => it.moderation.topics.of("TEA")?.text === "Lab 3",
  },
  {
    name: "a locked topic",
    prepare: (it) => it.channel("tea"),
    change: (it) => it.run("/topic tea --lock"),
    holds: (it) => it.moderation.topics.of("tea")?.isLocked === true,
  },
  {
    name: "the topic of a channel that is closed",
    prepare: async (it) => {
      it.channel("tea");
      await it.run("/topic tea Lab 3");
    },
    change: (it) => it.run("/close tea"),
    holds: (it) => it.moderation.topics.of("tea") === undefined,
  },
  {
    name: "a message that waits",
    prepare: (it) => it.register("bob"),
    change: (it) => sendTo(it, "bob", 'a\u0000 "b"\nc \ud83d\ude00'),
    holds: (it) => it.waiting.of("bob", 0)[0]?.text === 'a\u0000 "b"\nc \ud83d\ude00',
  },
  {
    name: "the record of what operators did",
    change: (it) => it.run("/announce Ten minutes left"),
    holds: hasLine("/log", "server: /announce (Ten minutes left)"),
  },
];

async function check({ change, holds, prepare }: Case, way: Way): Promise<void> {
  const engine = new FakeEngine();
  using one = await StateServer.start(engine, "one");
  using two = await StateServer.start(engine, "two");
  await prepare?.(one);
  await settle();
  await way.run({ engine, one, two }, async () => {
    await change(one);
    assert(await holds(one), "it holds where it was made, at once");
  });
  using late = await StateServer.start(engine, "late");
  const expected = await one.answers();
  for (const server of [one, two, late]) {
    assert(await holds(server), server.name);
    assert.deepEqual(await server.answers(), expected, server.name);
    assert.deepEqual(server.state.figures().ignored, 0, server.name);
  }
}

/** How the servers are connected while a change is made. */
interface Way {
  readonly name: string;
  /** Whether the server on which it is made reaches the bucket. */
  readonly reachesBucket: boolean;
  run(
    servers: { readonly engine: FakeEngine; readonly one: StateServer; readonly two: StateServer },
    change: () => Promise<void>,
  ): Promise<void>;
}

const WAYS: readonly Way[] = [
  {
    name: "on a server that is connected",
    reachesBucket: true,
    async run(_servers, change) {
      await change();
      await settle();
    },
  },
  {
    name: "while the other server is cut off",
    reachesBucket: true,
    async run({ two }, change) {
      await two.connect(false);
      await change();
      await settle();
      await two.connect(true);
    },
  },
  {
    name: "while this server is cut off",
    reachesBucket: false,
    async run({ one }, change) {
      await one.connect(false);
      await change();
      await one.pass(3000);
      await one.connect(true);
    },
  },
  {
    name: "while the engine has no leader",
    reachesBucket: false,
    async run({ engine, one }, change) {
      engine.hasLeader = false;
      await change();
      await one.pass(3000);
      engine.hasLeader = true;
      await one.pass(1000);
    },
  },
];

for (const way of WAYS) {
  for (const it of CASES.filter(({ registers = false }) => way.reachesBucket || !registers)) {
    Deno.test(`${it.name} holds everywhere when it is made ${way.name}`, () => check(it, way));
  }
}
