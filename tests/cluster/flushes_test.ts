import assert from "node:assert/strict";
import { Flushes } from "../../lib/cluster/flushes.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { FakeEngine } from "./fake_bus.ts";
import { arrive } from "./model_time.ts";

/** Flushes of a bus, and how many the bus has seen. */
class Scene {
  readonly clock = new ManualClock();
  readonly bus = new FakeEngine(this.clock).connect();
  isAway = false;
  /** Resolves once the news of the turn are sent. */
  sent: Promise<void> | undefined;
  answers: PromiseWithResolvers<void>[] = [];
  readonly flushes = new Flushes({
    ...{ bus: this.bus, clock: this.clock },
    publisher: this,
    isAway: () => this.isAway,
  });

  constructor() {
    this.bus.flush = () => {
      const answer = Promise.withResolvers<void>();
      this.answers.push(answer);
      return answer.promise;
    };
  }

  /** Reports whether a promise is settled. */
  async isDone(promise: Promise<void>): Promise<boolean> {
    let isDone = false;
    void promise.then(() => isDone = true);
    await arrive();
    return isDone;
  }
}

const CASES: Record<string, (scene: Scene) => Promise<void>> = {
  "nothing is flushed that nobody waits for": async ({ flushes, answers }) => {
    assert.equal(flushes.taken(), undefined);
    flushes.note();
    await arrive();
    assert.equal(answers.length, 0);
  },
  "those who wait in one turn share a flush": async ({ flushes, answers }) => {
    flushes.note();
    const first = flushes.taken();
    flushes.note();
    assert.equal(flushes.taken(), first);
    await arrive();
    assert.equal(answers.length, 1);
    answers[0]!.resolve();
    await first;
    assert.equal(flushes.taken(), undefined);
    assert.equal(flushes.noted, 2);
  },
  "the bus is flushed behind what the turn publishes": async (scene) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    scene.sent = promise;
    scene.flushes.note();
    void scene.flushes.taken();
    await arrive();
    assert.equal(scene.answers.length, 0);
    scene.sent = undefined;
    resolve();
    await arrive();
    assert.equal(scene.answers.length, 1);
  },
  "what is published while a flush begins is flushed as well": async (scene) => {
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    scene.sent = first.promise;
    scene.flushes.note();
    const taken = scene.flushes.taken();
    first.resolve();
    // Before the flush goes on.
    scene.sent = second.promise;
    scene.flushes.note();
    assert.equal(scene.flushes.taken(), taken);
    await arrive();
    assert.equal(scene.answers.length, 0);
    scene.sent = undefined;
    second.resolve();
    await arrive();
    assert.equal(scene.answers.length, 1);
  },
  "news of a later turn take a flush of their own": async (scene) => {
    const { flushes, answers } = scene;
    flushes.note();
    const first = flushes.taken()!;
    await arrive();
    flushes.note();
    const second = flushes.taken()!;
    await arrive();
    assert.equal(answers.length, 2);
    answers[0]!.resolve();
    assert.deepEqual([await scene.isDone(first), await scene.isDone(second)], [true, false]);
    assert.equal(flushes.taken(), second);
    answers[1]!.resolve();
    await second;
    assert.equal(flushes.taken(), undefined);
  },
  "replies wait for 1.5 seconds at most": async (scene) => {
    scene.flushes.note();
    const taken = scene.flushes.taken()!;
    await arrive();
    scene.clock.advance(1400);
    assert.equal(await scene.isDone(taken), false);
    scene.clock.advance(100);
    assert.equal(await scene.isDone(taken), true);
  },
  "a lost connection holds nothing up": async (scene) => {
    scene.flushes.note();
    const taken = scene.flushes.taken()!;
    await arrive();
    scene.answers[0]!.reject(new Error("lost"));
    await taken;
    assert.equal(scene.clock.pendingTimers, 0);
  },
  "nobody waits while the other servers are out of reach": async (scene) => {
    const { flushes, bus } = scene;
    flushes.note();
    scene.isAway = true;
    assert.equal(flushes.taken(), undefined);
    scene.isAway = false;
    bus.connect(false);
    assert.equal(flushes.taken(), undefined);
    await arrive();
    assert.equal(scene.answers.length, 0);
  },
};

for (const [name, run] of Object.entries(CASES)) {
  Deno.test(`flushes: ${name}`, () => run(new Scene()));
}
