import assert from "node:assert/strict";
import { BusError } from "../../lib/cluster/bus.ts";
import { LOST, NO_CONNECTION } from "../../lib/cluster/nats/link.ts";
import type { StorageProblem } from "../../lib/cluster/nats/storage_problem.ts";
import { StorageWatch } from "../../lib/cluster/nats/storage_watch.ts";

const FULL: StorageProblem = { reason: "it has not enough storage", hint: "Give it more." };
const TIMEOUT = new BusError("NATS did not answer in time");

/** A storage watch, and what it has told. */
class Scene {
  now = 0;
  problem: StorageProblem | undefined;
  readonly lines: string[] = [];
  readonly watch = new StorageWatch({
    problemOf: () => this.problem,
    onStatus: (line) => this.lines.push(line),
    now: () => this.now,
  });

  /** Lets streams fail for some seconds, twice a second, and returns what was told. */
  fail(seconds: number, error: BusError, ...streams: string[]): string[] {
    for (const until = this.now + 1000 * seconds; this.now < until; this.now += 500) {
      for (const stream of streams) this.watch.failed(stream, error);
    }
    return this.lines.splice(0);
  }
}

Deno.test("a stream that takes nothing while NATS elects a leader is not reported", () => {
  const scene = new Scene();
  assert.deepEqual(scene.fail(4.5, TIMEOUT, "a"), []);
  assert.equal(scene.watch.failing, 0);
  scene.watch.succeeded("a");
  assert.deepEqual(scene.fail(4.5, TIMEOUT, "a"), []);
  scene.watch.succeeded("a");
  assert.deepEqual(scene.lines, []);
});

Deno.test("streams that take nothing for longer are one line, and one when all take something", () => {
  const scene = new Scene();
  assert.deepEqual(scene.fail(60, TIMEOUT, "a", "b"), [
    'NATS stores nothing in "a": NATS did not answer in time. ' +
    "Are most of the NATS nodes running, and is there space on their disks?",
  ]);
  assert.equal(scene.watch.failing, 2);
  scene.watch.succeeded("b");
  scene.watch.succeeded("c");
  assert.deepEqual(scene.lines, []);
  assert.equal(scene.watch.failing, 1);
  scene.watch.succeeded("a");
  assert.deepEqual(scene.lines.splice(0), ["NATS stores everything again"]);
  assert.equal(scene.watch.failing, 0);
  assert.equal(scene.fail(6, TIMEOUT, "a").length, 1);
});

Deno.test("the reason is told once it is known, and another one as well", () => {
  const scene = new Scene();
  assert.equal(scene.fail(10, TIMEOUT, "a").length, 1);
  assert.deepEqual(scene.fail(10, new BusError("JetStream answers: unavailable"), "a"), []);
  scene.problem = FULL;
  assert.deepEqual(scene.fail(10, TIMEOUT, "a"), [
    'NATS stores nothing in "a": it has not enough storage. Give it more',
  ]);
  scene.problem = undefined;
  assert.deepEqual(scene.fail(10, TIMEOUT, "a"), []);
});

Deno.test("without a connection, nothing is said about storage", () => {
  const scene = new Scene();
  for (const text of [LOST, NO_CONNECTION]) {
    assert.deepEqual(scene.fail(60, new BusError(text), "a"), []);
    assert.equal(scene.watch.failing, 0);
  }
});
