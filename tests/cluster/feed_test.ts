import assert from "node:assert/strict";
import { Feed, type FeedOptions } from "../../lib/cluster/feed.ts";
import { encode, type Entry } from "../../lib/cluster/wire.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { type FakeBus, FakeEngine } from "./fake_bus.ts";
import { arrive } from "./model_time.ts";

const entry = (id: number, more: Partial<Entry> = {}): Entry => ({
  ...{ id, time: 1, user: 1, name: "ann", text: `text ${id}` },
  ...more,
});

/** A server that sends, another one that has a feed, and what the feed has given. */
class Scene {
  readonly clock = new ManualClock();
  readonly engine = new FakeEngine(this.clock);
  readonly sender: FakeBus = this.engine.connect();
  readonly receiver: FakeBus = this.engine.connect();
  readonly delivered: string[] = [];
  readonly loaded: string[] = [];
  readonly errors: unknown[] = [];
  malformed = 0;
  readonly feed: Feed;
  #previous = 0;
  #batches = 0;

  constructor(options: Partial<FeedOptions> = {}) {
    this.feed = new Feed({
      ...{ bus: this.receiver, clock: this.clock, stream: "history", subject: "ch.x", since: 0 },
      isOwn: (boot) => boot === "own",
      deliver: ({ text }) => void this.delivered.push(text),
      load: ({ text }) => void this.loaded.push(text),
      safePlace: () => 0,
      onMalformed: () => void this.malformed++,
      report: (error) => void this.errors.push(error),
      ...options,
    });
  }

  /** Sends entries as one batch. */
  async send(entries: readonly Entry[], boot = "other"): Promise<void> {
    const previous = this.#previous;
    this.#previous = entries.at(-1)!.id;
    const bytes = encode({ boot, previous, entries });
    await this.sender.append("history", "ch.x", bytes, `${++this.#batches}`).catch(() => {});
    await arrive();
  }

  async pass(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 250) {
      this.clock.advance(250);
      await arrive();
    }
  }
}

/** The parts of a text, in their batches. */
const parts = (id: number, texts: readonly string[]) =>
  texts.map((text, part) => [entry(id, { text, part, goesOn: part < texts.length - 1 })]);

const CASES: Record<string, (scene: Scene) => Promise<void>> = {
  "what is sent twice comes once": async (scene) => {
    await scene.send([entry(1)]);
    await scene.sender.append(
      "history",
      "ch.x",
      encode({ boot: "other", previous: 0, entries: [entry(1)] }),
      "1",
    );
    await scene.send([entry(2)]);
    await arrive();
    assert.deepEqual(scene.delivered, ["text 1", "text 2"]);
  },
  "what was lost with the connection comes from the stream, in order": async (scene) => {
    await scene.send([entry(1)]);
    scene.receiver.connect(false);
    await scene.send([entry(2)]);
    await scene.send([entry(3)]);
    scene.receiver.connect(true);
    await scene.feed.catchUp(0);
    await scene.send([entry(4)]);
    assert.deepEqual(scene.delivered, ["text 1", "text 2", "text 3", "text 4"]);
  },
  "a gap is noticed by the next entry, which waits": async (scene) => {
    await scene.send([entry(1)]);
    scene.receiver.connect(false);
    await scene.send([entry(2)]);
    scene.receiver.connect(true);
    await scene.send([entry(3)]);
    await scene.pass(250);
    assert.deepEqual(scene.delivered, ["text 1", "text 2", "text 3"]);
  },
  "the entries of others do not wait for a gap": async (scene) => {
    await scene.send([entry(1)]);
    scene.receiver.connect(false);
    await scene.send([entry(2)]);
    scene.receiver.connect(true);
    scene.engine.hasLeader = false;
    await scene.send([entry(3)]);
    const others = encode({ boot: "third", previous: 0, entries: [entry(9)] });
    await scene.sender.append("history", "ch.x", others, "third").catch(() => {});
    await arrive();
    assert.deepEqual(scene.delivered, ["text 1", "text 9"]);
    scene.engine.hasLeader = true;
    await scene.pass(3000);
    assert.deepEqual(scene.delivered, ["text 1", "text 9", "text 2", "text 3"]);
  },
  "an entry that is nowhere is given up after seconds": async (scene) => {
    await scene.send([entry(1)]);
    scene.receiver.connect(false);
    scene.engine.hasLeader = false;
    await scene.send([entry(2)]);
    scene.engine.hasLeader = true;
    scene.receiver.connect(true);
    await scene.send([entry(3)]);
    await scene.pass(1000);
    assert.deepEqual(scene.delivered, ["text 1"]);
    await scene.pass(5000);
    assert.deepEqual(scene.delivered, ["text 1", "text 3"]);
  },
  "a long text comes whole": async (scene) => {
    for (const part of parts(5, ["one ", "two ", "three"])) await scene.send(part);
    assert.deepEqual(scene.delivered, ["one two three"]);
  },
  "a server that comes back as another boot is heard at once": async (scene) => {
    await scene.send([entry(1)]);
    await scene.send([entry(2)], "another");
    assert.deepEqual(scene.delivered, ["text 1", "text 2"]);
  },
  "what a server said before it came back as another boot comes first": async (scene) => {
    scene.receiver.connect(false);
    await scene.send([entry(1)]);
    scene.receiver.connect(true);
    await scene.send([entry(2)], "another");
    await scene.pass(500);
    assert.deepEqual(scene.delivered, ["text 1", "text 2"]);
  },
  "an entry that its server can add again only after seconds is waited for": async (scene) => {
    await scene.send([entry(1)]);
    const bytes = encode({ boot: "other", previous: 2, entries: [entry(3)] });
    await scene.sender.append("history", "ch.x", bytes, "3");
    for (let count = 0; count < 5; count++) {
      await scene.feed.catchUp(0);
      await scene.pass(500);
    }
    const late = encode({ boot: "other", previous: 1, entries: [entry(2)] });
    await scene.sender.append("history", "ch.x", late, "2");
    await scene.pass(1000);
    assert.deepEqual(scene.delivered, ["text 1", "text 2", "text 3"]);
  },
  "a long text whose middle was lost comes whole, and before what follows": async (scene) => {
    await scene.send([entry(1)]);
    const [first, second, third] = parts(5, ["one ", "two ", "three"]);
    await scene.send(first!);
    scene.receiver.connect(false);
    await scene.send(second!);
    scene.receiver.connect(true);
    await scene.send(third!);
    await scene.send([entry(6)]);
    await scene.pass(250);
    assert.deepEqual(scene.delivered, ["text 1", "one two three", "text 6"]);
  },
  "a long text whose end was lost comes whole": async (scene) => {
    const [first, second] = parts(5, ["one ", "two"]);
    await scene.send(first!);
    scene.receiver.connect(false);
    await scene.send(second!);
    scene.receiver.connect(true);
    await scene.send([entry(6)]);
    await scene.pass(250);
    assert.deepEqual(scene.delivered, ["one two", "text 6"]);
  },
  "own entries are not delivered": async (scene) => {
    await scene.send([entry(1)], "own");
    await scene.feed.catchUp(0);
    assert.deepEqual(scene.delivered, []);
  },
  "what is malformed is counted, and the rest goes on": async (scene) => {
    for (const text of ["", "[]", "{}", '{"boot":"other","previous":0,"entries":[{}]}']) {
      scene.sender.publish("ch.x", new TextEncoder().encode(text));
    }
    await scene.send([entry(1)]);
    assert.deepEqual([scene.malformed, scene.delivered], [4, ["text 1"]]);
  },
  "nothing comes after the end": async (scene) => {
    await scene.send([entry(1)]);
    scene.feed.close();
    await scene.send([entry(2)]);
    await scene.feed.catchUp(0);
    assert.deepEqual(scene.delivered, ["text 1"]);
  },
};

for (const [name, run] of Object.entries(CASES)) {
  Deno.test(`feed: ${name}`, async () => {
    const scene = new Scene();
    await run(scene);
    assert.deepEqual(scene.errors, []);
    scene.feed.close();
  });
}

Deno.test("feed: what was said before is loaded, and not delivered, even when a stream has no leader at first", async () => {
  const earlier = new Scene();
  await earlier.send([entry(1)]);
  for (const part of parts(5, ["one ", "two"])) await earlier.send(part, "own");
  earlier.engine.hasLeader = false;
  const { clock, receiver } = earlier;
  const [loaded, delivered]: string[][] = [[], []];
  const feed = new Feed({
    ...{ bus: receiver, clock, stream: "history", subject: "ch.x", since: 5 },
    isOwn: (boot) => boot === "own",
    deliver: ({ text }) => void delivered!.push(text),
    load: ({ text }) => void loaded!.push(text),
    safePlace: () => 0,
    onMalformed() {},
    report() {},
  });
  await earlier.pass(500);
  assert.deepEqual(loaded, []);
  earlier.engine.hasLeader = true;
  await earlier.pass(1000);
  await feed.loaded;
  await feed.catchUp(0);
  assert.deepEqual([new Set(loaded), delivered], [new Set(["text 1", "one two"]), []]);
  feed.close();
  earlier.feed.close();
});

Deno.test("feed: an exception keeps neither the other entries nor the connection from going on", async () => {
  const delivered: string[] = [];
  const scene = new Scene({
    deliver: ({ text }) => {
      if (text === "text 2") throw new Error("a bug");
      delivered.push(text);
    },
  });
  await scene.send([entry(1), entry(2), entry(3)]);
  await scene.send([entry(4)]);
  assert.deepEqual(delivered, ["text 1", "text 3", "text 4"]);
  assert.equal(scene.errors.length, 1);
  scene.feed.close();
});

Deno.test("feed: of thousands of restarts, the last ones are remembered", async () => {
  const orders = new Map();
  const scene = new Scene({ orders });
  const send = async (boot: string, id: string) => {
    const bytes = encode({ boot, previous: 0, entries: [entry(1)] });
    await scene.sender.append("history", "ch.x", bytes, id);
  };
  for (let run = 0; run < 2000; run++) await send(`run ${run}`, `${run}`);
  assert.equal(scene.delivered.length, 2000);
  assert.equal(orders.size, 1000);
  await send("run 1999", "again");
  assert.equal(scene.delivered.length, 2000);
  scene.feed.close();
});
