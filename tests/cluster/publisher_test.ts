import assert from "node:assert/strict";
import { Publisher } from "../../lib/cluster/publisher.ts";
import { type Batch, decode, type Entry } from "../../lib/cluster/wire.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { FakeEngine } from "./fake_bus.ts";
import { arrive } from "./model_time.ts";

const entry = (id: number, text = `text ${id}`, name = "ann"): Entry => ({
  ...{ id, time: 1, user: 7, name, text },
});

/** A publisher, and what another server hears. */
class Scene {
  readonly clock = new ManualClock();
  readonly engine = new FakeEngine(this.clock);
  readonly bus = this.engine.connect();
  boot = "one";
  isAway = false;
  drops = 0;
  readonly errors: unknown[] = [];
  readonly heard: string[] = [];
  readonly publisher: Publisher;

  constructor() {
    this.publisher = new Publisher({
      flushSoon: (publisher) => queueMicrotask(() => publisher.flush()),
      ...{ bus: this.bus, clock: this.clock },
      boot: () => this.boot,
      isAway: () => this.isAway,
      onDrop: () => void this.drops++,
      report: (error) => void this.errors.push(error),
    });
    const other = this.engine.connect();
    for (const subject of ["ch.*", "log.*", "presence"]) {
      other.subscribe(subject, ({ subject, bytes }) => {
        const { boot, previous, entries } = decode(bytes) as unknown as Batch;
        const texts = entries?.map(({ text, name }) => `${name}: ${text.slice(0, 20)}`);
        this.heard.push(texts ? `${subject} ${boot} ${previous} ${texts.join(", ")}` : subject);
      });
    }
  }

  say(id: number, subject = "ch.x"): void {
    this.publisher.append("history", subject, entry(id));
  }

  get stored(): string[] {
    return this.engine.streams.history.map(({ bytes }) => {
      const { entries } = decode(bytes) as unknown as Batch;
      return entries.map(({ text }) => text).join(", ");
    });
  }
}

const CASES: Record<string, (scene: Scene) => Promise<void>> = {
  "entries go in several messages if what only one dialect reads of them is long": async (
    { publisher },
  ) => {
    for (let id = 1; id <= 20; id++) {
      publisher.append("history", "ch.x", { ...entry(id, "hi"), form: "x".repeat(80_000) });
    }
    await arrive();
    assert.equal(publisher.pendingBytes, 0);
  },
  "the entries of a turn go as one message for each subject, in the order of what happened": async (
    { heard, publisher },
  ) => {
    publisher.append("history", "ch.x", entry(1));
    publisher.append("history", "ch.x", entry(2));
    publisher.publish("presence", () => new TextEncoder().encode("{}"));
    publisher.append("history", "ch.x", entry(3));
    await arrive();
    assert.deepEqual(heard, [
      "ch.x one 0 ann: text 1, ann: text 2",
      "presence",
      "ch.x one 2 ann: text 3",
    ]);
  },
  "entries wait without a connection, and go in their order": async (scene) => {
    scene.bus.connect(false);
    scene.say(1);
    await arrive();
    scene.say(2);
    await arrive();
    assert.equal(scene.publisher.settled(), undefined);
    scene.bus.connect(true);
    scene.publisher.sendWaiting();
    await arrive();
    assert.deepEqual(scene.stored, ["text 1", "text 2"]);
    assert.equal(scene.publisher.pendingBytes, 0);
  },
  "entries are stored once, however often they are tried": async (scene) => {
    scene.engine.hasLeader = false;
    scene.say(1);
    for (let turn = 0; turn < 5; turn++) {
      await arrive();
      scene.clock.advance(250);
    }
    scene.engine.hasLeader = true;
    await arrive();
    scene.clock.advance(250);
    await arrive();
    assert.deepEqual(scene.stored, ["text 1"]);
    assert.ok(scene.heard.length > 1);
  },
  "an entry keeps the boot in which it was said, so that others know it again": async (scene) => {
    scene.engine.hasLeader = false;
    scene.say(1);
    await arrive();
    scene.boot = "two";
    scene.engine.hasLeader = true;
    scene.clock.advance(250);
    await arrive();
    assert.deepEqual(new Set(scene.heard), new Set(["ch.x one 0 ann: text 1"]));
  },
  "confirmations wait for everything so far, and not for what comes later": async (scene) => {
    scene.say(1);
    const settled = scene.publisher.settled()!;
    scene.say(2);
    // Both go in one message.
    assert.equal(scene.publisher.settled(), settled);
    await Promise.resolve();
    scene.say(3);
    assert.notEqual(scene.publisher.settled(), settled);
    await settled;
    assert.equal(scene.stored[0], "text 1, text 2");
    await scene.publisher.settled();
    assert.deepEqual(scene.stored, ["text 1, text 2", "text 3"]);
    assert.equal(scene.publisher.settled(), undefined);
  },
  "one timer is enough, however many confirmations wait": async (scene) => {
    for (let id = 1; id <= 20; id++) {
      scene.say(id);
      await Promise.all([scene.publisher.settled(), arrive()]);
    }
    assert.equal(scene.clock.pendingTimers, 1);
    scene.engine.hasLeader = false;
    const settled: number[] = [];
    for (let id = 21; id <= 40; id++) {
      scene.say(id);
      void scene.publisher.settled()!.then(() => settled.push(id));
      await Promise.resolve();
      scene.clock.advance(1);
    }
    // Failed attempts are tried again by a timer of their own.
    assert.ok(scene.clock.pendingTimers <= 2);
    scene.clock.advance(1490);
    await arrive();
    assert.deepEqual(settled, Array.from({ length: 11 }, (_, index) => 21 + index));
    scene.clock.advance(10);
    await arrive();
    assert.equal(settled.length, 20);
  },
  "confirmations wait for 1.5 seconds at most": async (scene) => {
    scene.engine.hasLeader = false;
    scene.say(1);
    let isSettled = false;
    void scene.publisher.settled()!.then(() => isSettled = true);
    scene.clock.advance(1400);
    await arrive();
    assert.equal(isSettled, false);
    scene.clock.advance(100);
    await arrive();
    assert.equal(isSettled, true);
  },
  "what waits is bounded": async (scene) => {
    scene.bus.connect(false);
    const text = "x".repeat(1024 * 1024);
    for (let id = 1; id <= 40; id++) scene.publisher.append("history", "ch.x", entry(id, text));
    await arrive();
    assert.ok(scene.drops > 0 && scene.publisher.dropped === scene.drops);
    assert.ok(scene.publisher.pendingBytes < 40 * 1024 * 1024);
  },
  "a channel that is gone leaves nothing to be sent": async (scene) => {
    scene.bus.connect(false);
    scene.say(1);
    await arrive();
    scene.say(2);
    scene.publisher.forget("ch.x");
    scene.say(3, "ch.y");
    await arrive();
    scene.bus.connect(true);
    scene.publisher.sendWaiting();
    await arrive();
    assert.deepEqual(scene.stored, ["text 3"]);
    assert.equal(scene.publisher.pendingBytes, 0);
  },
  "what waits can get another name for its sender": async (scene) => {
    scene.bus.connect(false);
    scene.say(1);
    await arrive();
    scene.publisher.renameSender(7, "ann_2");
    scene.bus.connect(true);
    scene.publisher.sendWaiting();
    await arrive();
    assert.deepEqual(scene.heard, ["ch.x one 0 ann_2: text 1"]);
  },
  "something that cannot be encoded does not keep the rest from going": async (scene) => {
    scene.publisher.publish("presence", () => {
      throw new Error("a bug");
    });
    scene.say(1);
    await arrive();
    assert.deepEqual([scene.stored, scene.errors.length], [["text 1"], 1]);
  },
  "no message is larger than the bus takes, whatever is in it": async (scene) => {
    for (const text of ["\0", "\ud800", "👍", "x", "é"]) {
      scene.publisher.append("history", "ch.x", entry(scene.heard.length + 1, text.repeat(1e6)));
      await arrive();
    }
    assert.equal(scene.publisher.pendingBytes, 0);
    assert.ok(scene.engine.streams.history.every(({ bytes }) => bytes.length <= 1024 * 1024));
  },
};

for (const [name, run] of Object.entries(CASES)) {
  Deno.test(`publisher: ${name}`, async () => {
    const scene = new Scene();
    await run(scene);
    scene.publisher.close();
  });
}
