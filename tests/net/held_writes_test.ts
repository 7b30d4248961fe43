import assert from "node:assert/strict";
import type { Connection } from "../../lib/net/connection.ts";
import { Log } from "../../lib/net/log.ts";
import type { Outbox } from "../../lib/net/outbox.ts";
import { settle } from "../support/settle.ts";
import { TestShared } from "./connection_parts.ts";

const MEGABYTE = 1024 * 1024;

const bytes = (text: string) => new TextEncoder().encode(text);

/** A connection whose socket keeps what is written, and completes a write when the test says so. */
class Scene {
  readonly shared = new TestShared();
  readonly did: string[] = [];
  readonly connection: Connection;
  readonly #input = Promise.withResolvers<number | null>();
  #pending: (() => void) | undefined;

  /** @param isSlow Whether the test completes the writes. */
  constructor(isSlow = false) {
    this.connection = this.shared.open({
      read: () => this.#input.promise,
      write: (view) => {
        this.did.push(new TextDecoder().decode(view));
        if (!isSlow) return Promise.resolve(view.length);
        return new Promise((resolve) => this.#pending = () => resolve(view.length));
      },
      closeWrite: () => Promise.resolve(void this.did.push("(end)")),
      close: () => void this.did.push("(close)"),
    }, (connection) => ({
      explainEnd: (reason) => connection.send(bytes(`ended: ${reason}`)),
      explainStop: (reason) => connection.send(bytes(`stopped: ${reason}`)),
    }));
    this.connection.run();
  }

  /** Holds writes back until the returned function is called. */
  hold(): { release: () => void; writes: Promise<void> } {
    const settled = Promise.withResolvers<void>();
    return { release: settled.resolve, writes: this.connection.writer.hold(settled.promise) };
  }

  async send(text: string): Promise<void> {
    this.connection.send(bytes(text));
    await settle();
  }

  async completeWrite(): Promise<void> {
    this.#pending!();
    await settle();
  }

  async release({ release, writes }: ReturnType<Scene["hold"]>): Promise<void> {
    release();
    await writes;
    await settle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#input.resolve(null);
    this.connection.drop("the test is over");
    await settle();
    this.shared.readTurns.stop();
  }
}

Deno.test("what is queued while writes are held goes afterwards, in one write and in order", async () => {
  await using scene = new Scene();
  const log = new Log<Outbox>();
  scene.connection.outbox.follow(log);
  await scene.send("before ");
  const hold = scene.hold();
  await scene.send("reply ");
  log.append(bytes("others "));
  scene.shared.flushPass.add(log);
  await scene.send("last");
  assert.deepEqual(scene.did, ["before "]);
  await scene.release(hold);
  assert.deepEqual(scene.did, ["before ", "reply others last"]);
});

Deno.test("nothing is written until the last of several holds is lifted", async () => {
  await using scene = new Scene();
  const [first, second] = [scene.hold(), scene.hold()];
  await scene.send("reply");
  await scene.release(second);
  assert.deepEqual(scene.did, []);
  await scene.release(first);
  assert.deepEqual(scene.did, ["reply"]);
});

Deno.test("a write that is pending when a hold begins goes on, and the next one waits", async () => {
  await using scene = new Scene(true);
  await scene.send("pending");
  const hold = scene.hold();
  await scene.send("reply");
  await scene.completeWrite();
  assert.deepEqual(scene.did, ["pending"]);
  await scene.release(hold);
  assert.deepEqual(scene.did, ["pending", "reply"]);
});

/** The ways in which the server ends a connection, and what the client reads in the end. */
const ENDS: readonly [string, (connection: Connection) => void, string[]][] = [
  ["ended", (connection) => connection.end("bye"), ["reply", "(end)"]],
  ["stopped", (connection) => connection.stop("bye"), ["replystopped: bye", "(end)"]],
  ["expelled", (connection) => connection.expel("slow"), ["ended: slow", "(end)"]],
];

for (const [what, end, expected] of ENDS) {
  Deno.test(`a connection that is ${what} while it is held writes its farewell afterwards`, async () => {
    await using scene = new Scene();
    const hold = scene.hold();
    await scene.send("reply");
    end(scene.connection);
    await settle();
    assert.deepEqual(scene.did, []);
    await scene.release(hold);
    assert.deepEqual(scene.did, expected);
  });
}

Deno.test("a connection that is dropped while it is held closes at once and writes nothing", async () => {
  await using scene = new Scene();
  const hold = scene.hold();
  await scene.send("reply");
  scene.connection.drop("gone");
  assert.deepEqual(scene.did, ["(close)"]);
  await scene.release(hold);
  assert.deepEqual(scene.did, ["(close)"]);
});

Deno.test("a connection writes between two holds, however many others have their turn before", async () => {
  await using scene = new Scene();
  const others = Array.from({ length: 200 }, () => {
    const taken = Promise.withResolvers<number>();
    const connection = scene.shared.open({ write: () => taken.promise });
    return { connection, take: () => taken.resolve(1) };
  });
  const hold = scene.hold();
  await scene.send("reply");
  for (const { connection } of others) connection.send(bytes("x"));
  await settle();
  hold.release();
  let mayHoldAgain = false;
  hold.writes.then(() => mayHoldAgain = true);
  await settle();
  assert.deepEqual([mayHoldAgain, scene.did], [false, []]);
  for (const { take } of others) take();
  await settle();
  assert.deepEqual([mayHoldAgain, scene.did], [true, ["reply"]]);
  for (const { connection } of others) connection.drop("the test is over");
});

Deno.test("a hold on a connection that was dropped while it waited for its turn ends", async () => {
  await using scene = new Scene();
  const others = Array.from({ length: 130 }, () => {
    return scene.shared.open({ write: () => new Promise(() => {}) });
  });
  for (const connection of others) connection.send(bytes("x"));
  const hold = scene.hold();
  await scene.send("reply");
  hold.release();
  await settle();
  scene.connection.drop("gone");
  await hold.writes;
  for (const connection of others) connection.drop("the test is over");
});

Deno.test("a client is not taken for one that has stopped reading because it is held", async () => {
  await using scene = new Scene();
  const hold = scene.hold();
  await scene.send("x".repeat(2 * MEGABYTE));
  for (let tick = 0; tick < 10; tick++) assert.equal(scene.connection.writer.tick(), 0);
  // Longer than any hold lasts.
  scene.shared.clock.advance(1900);
  assert(scene.connection.isOpen);
  await scene.release(hold);
  assert.equal(scene.did.join("").length, 2 * MEGABYTE);
});

Deno.test("the senders to a held client pause before its backlog takes too much memory", async () => {
  await using scene = new Scene();
  const hold = scene.hold();
  const { slowConsumers } = scene.shared;
  for (let sent = 0; sent < 3; sent++) await scene.send("x".repeat(MEGABYTE));
  const pause = slowConsumers.pauseAfter(() => slowConsumers.addressed(scene.connection.outbox));
  assert(pause, "senders go on");
  await scene.release(hold);
  await pause;
});

Deno.test("a hold that fails by a bug ends its connection only", async () => {
  await using scene = new Scene();
  await scene.connection.writer.hold(Promise.reject(new Error("a bug")));
  assert(scene.shared.statuses.some(({ type }) => type === "internal-error"));
  assert.deepEqual(scene.did, ["(close)"]);
});
