import assert from "node:assert/strict";
import { until } from "./bus_support.ts";
import { ClusterServer } from "./cluster_server.ts";
import { FakeEngine } from "./fake_bus.ts";
import { type Speech, SPEECHES, Talker } from "./server_pairs.ts";

/** The users of a scene: ann is on the first server, and bob on the same or on another one. */
interface Scene {
  readonly ann: Talker;
  readonly bob: Talker;
  /** Lets a user do something, and waits until both have read what follows from it. */
  step(who: Talker, bytes: Uint8Array | undefined): Promise<void>;
  /** Waits until no server has ann any more. */
  areGone(): Promise<void>;
}

const LONG = "long ".repeat(2000);

const TEXTS = [
  "x",
  "  spaces  ",
  "👩‍🚀 é",
  "a\u0007b",
  "/join",
  "\\\"'{}",
];

/** What users of two dialects do: `bob` has to read the same on any server. */
const CASES: Record<string, (scene: Scene) => Promise<void>> = {
  "private messages both ways": async ({ ann, bob, step }) => {
    for (const text of TEXTS) {
      await step(ann, ann.speech.sendPrivate("bob", text));
      await step(bob, bob.speech.sendPrivate("ann", text));
    }
  },
  "messages to a channel, joins and leaves": async ({ ann, bob, step }) => {
    await step(ann, ann.speech.create?.("tea"));
    await step(bob, bob.speech.join?.("tea"));
    for (const text of TEXTS) {
      await step(ann, ann.speech.say?.("tea", text));
      await step(bob, bob.speech.say?.("tea", text));
    }
    await step(bob, bob.speech.leave?.("tea"));
    await step(ann, ann.speech.say?.("tea", "alone"));
  },
  "broadcasts": async ({ ann, bob, step }) => {
    await step(ann, ann.speech.broadcast?.("hear, hear"));
    await step(bob, bob.speech.broadcast?.("to all"));
  },
  "lists of users and channels": async ({ ann, bob, step }) => {
    await step(ann, ann.speech.create?.("tea"));
    await step(bob, bob.speech.list?.());
    await step(bob, bob.speech.join?.("tea"));
    await step(bob, bob.speech.who?.("tea"));
    await step(ann, ann.speech.who?.("tea"));
  },
  "a topic, a new name, and somebody who is put out of a channel": async (scene) => {
    const { ann, bob, step } = scene;
    for (const [who, whom] of [[ann, bob], [bob, ann]] as const) {
      const { create, topic, rename, say, kick } = who.speech;
      // Users of IRC only can do all of that.
      if (!rename) continue;
      const channel = `tea-of-${who.name}`;
      await step(who, create!(channel));
      await step(whom, whom.speech.join?.(channel));
      await step(who, topic!(channel, "green"));
      await step(whom, whom.speech.list?.());
      who.name = `${who.name}a`;
      await step(who, rename(who.name));
      await step(who, say!(channel, "another name"));
      await step(whom, whom.speech.who?.(channel));
      await step(who, kick!(channel, whom.name));
      await step(whom, whom.speech.say?.(channel, "am I still here?"));
    }
  },
  "a logout": async ({ ann, bob, step, areGone }) => {
    await step(ann, ann.speech.create?.("tea"));
    await step(bob, bob.speech.join?.("tea"));
    await ann.do(ann.speech.logout());
    if (ann.speech.logout().length === 0) await ann.client.conn.closeWrite();
    await areGone();
    await bob.do(bob.speech.who?.("tea"));
    await bob.do(bob.speech.sendPrivate("bob", "the end"));
    await bob.client.waitFor("the end");
  },
  "a long text": async ({ ann, bob, step }) => {
    if (ann.speech.name.startsWith("messenger")) {
      await step(ann, ann.speech.sendPrivate("bob", LONG));
    }
    await step(bob, bob.speech.sendPrivate("ann", "short"));
  },
};

/** Plays a scene on the given servers, and returns what both users have read. */
async function play(
  [first, second]: readonly [ClusterServer, ClusterServer],
  [one, other]: readonly [Speech, Speech],
  run: (scene: Scene) => Promise<void>,
): Promise<[string, string]> {
  await using ann = await Talker.logIn(first.chat.port, one, "ann");
  await until(() => second.hub.users.has("ann"), "ann");
  await using bob = await Talker.logIn(second.chat.port, other, "bob");
  await until(() => first.hub.users.has("bob"), "bob");
  let steps = 0;
  const step = async (who: Talker, bytes: Uint8Array | undefined) => {
    await who.do(bytes);
    const whom = who === ann ? bob : ann;
    const mark = `mark ${++steps};`;
    await who.do(who.speech.sendPrivate(whom.name, mark));
    await whom.client.waitFor(mark);
    // And back, so that both have read what the other server had to say.
    await whom.do(whom.speech.sendPrivate(who.name, mark));
    await who.client.waitFor(mark);
  };
  const areGone = () =>
    until(() => !first.hub.users.has("ann") && !second.hub.users.has("ann"), "the logout");
  await run({ ann, bob, step, areGone });
  return [ann.transcript, bob.transcript];
}

for (const [name, run] of Object.entries(CASES)) {
  for (const [index, one] of SPEECHES.entries()) {
    for (const other of SPEECHES.slice(index)) {
      Deno.test(`${one.name} and ${other.name} on two servers: ${name} as on one`, async () => {
        const results = [];
        for (const isOne of [true, false]) {
          const engine = new FakeEngine();
          await using first = await ClusterServer.start(engine, "127.0.0.1:1");
          await using second = await ClusterServer.start(engine, "127.0.0.1:2");
          results.push(await play([first, isOne ? first : second], [one, other], run));
        }
        const [alone, together] = results;
        assert.deepEqual(together, alone);
      });
    }
  }
}
