import assert from "node:assert/strict";
import { Settling } from "../../lib/cluster/settling.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** Waits for some batches and returns the names of those that are let go, in order. */
class Scene {
  readonly clock = new ManualClock();
  readonly settling = new Settling(this.clock);
  readonly #released: string[] = [];

  wait(name: string, number: number): void {
    void this.settling.wait(number).then(() => this.#released.push(name));
  }

  async released(): Promise<string[]> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    return this.#released.splice(0);
  }
}

const CASES: Record<string, (scene: Scene) => Promise<void>> = {
  "those go on whose batches are stored": async (scene) => {
    scene.wait("one", 1);
    scene.wait("two", 2);
    scene.settling.settleBefore(2);
    assert.deepEqual(await scene.released(), ["one"]);
    scene.settling.settleBefore(Infinity);
    assert.deepEqual(await scene.released(), ["two"]);
  },
  "each waits for 1.5 seconds at most": async (scene) => {
    scene.wait("one", 1);
    scene.clock.advance(1000);
    scene.wait("two", 2);
    scene.clock.advance(500);
    assert.deepEqual(await scene.released(), ["one"]);
    scene.clock.advance(1000);
    assert.deepEqual(await scene.released(), ["two"]);
    assert.equal(scene.clock.pendingTimers, 0);
  },
  "nobody waits for a publisher that is closed": async (scene) => {
    scene.wait("before", 1);
    scene.settling.close();
    scene.wait("after", 2);
    assert.deepEqual(await scene.released(), ["before", "after"]);
    assert.equal(scene.clock.pendingTimers, 0);
  },
};

for (const [name, run] of Object.entries(CASES)) {
  Deno.test(`settling: ${name}`, () => run(new Scene()));
}
