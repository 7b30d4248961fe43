import { settle } from "../support/settle.ts";
import assert from "node:assert/strict";
import { TestShared } from "./connection_parts.ts";

const MEGABYTE = 1024 * 1024;

Deno.test("the rest of a read waits while megabytes of replies to its start are unsent", async () => {
  const shared = new TestShared();
  const end = Promise.withResolvers<number | null>();
  let size = 0;
  let replies = 0;
  const connection = shared.open({
    // Reads are full until their buffer no longer grows; the client reads nothing.
    read(buffer) {
      if (size === buffer.length) return end.promise;
      size = buffer.length;
      return Promise.resolve(size);
    },
    write: () => new Promise(() => {}),
  }, (connection) => ({
    receive(bytes) {
      if (size < 32 * 1024) return;
      for (let at = 0; at < bytes.length; at += 200) {
        replies++;
        connection.send(new Uint8Array(MEGABYTE));
      }
    },
  }));
  const run = connection.run();
  for (let turn = 0; turn < 100; turn++) {
    shared.clock.advance(0);
    await settle();
  }
  assert(replies > 0 && replies < 100, `${replies} replies of a megabyte`);
  connection.drop("the test is over");
  end.resolve(null);
  await settle();
  shared.clock.advance(0);
  await run;
  shared.readTurns.stop();
});

Deno.test("input that arrived together with a reset is not handled", async () => {
  const shared = new TestShared();
  const read = Promise.withResolvers<number | null>();
  const write = Promise.withResolvers<number>();
  const reads = [() => read.promise, () => Promise.reject(new Deno.errors.BadResource())];
  const did: string[] = [];
  const connection = shared.open({
    read: () => reads.shift()!(),
    write: () => write.promise,
    close: () => void did.push("socket closed"),
  }, () => ({
    receive: () => void did.push("received"),
    close: () => void did.push("handler closed"),
  }));
  const run = connection.run();
  connection.send(Uint8Array.of(1));
  await Promise.resolve();
  // As in one turn of the event loop, when a client sends something and resets the connection.
  write.reject(new Deno.errors.BrokenPipe());
  read.resolve(1);
  await run;
  shared.readTurns.stop();
  assert.deepEqual(did, ["socket closed", "handler closed"]);
  assert.deepEqual(shared.closed, [connection]);
});

Deno.test("a connection is not read while its handler's answer is pending", async () => {
  const shared = new TestShared();
  const answer = Promise.withResolvers<void>();
  let reads = 0;
  const received: number[] = [];
  const connection = shared.open({
    read(buffer) {
      buffer[0] = ++reads;
      return reads > 2 ? Promise.resolve(null) : Promise.resolve(1);
    },
  }, () => ({
    receive(bytes) {
      received.push(bytes[0]!);
      if (bytes[0] === 1) return answer.promise;
    },
  }));
  const run = connection.run();
  await settle();
  assert.deepEqual([reads, received], [1, [1]]);
  answer.resolve();
  await run;
  shared.readTurns.stop();
  assert.deepEqual([reads, received], [3, [1, 2]]);
});

Deno.test("a handler's answer that fails ends its connection with an internal error", async () => {
  const shared = new TestShared();
  const connection = shared.open({ read: () => Promise.resolve(1) }, () => ({
    receive: () => Promise.reject(new Error("the registry is gone")),
  }));
  await connection.run();
  shared.readTurns.stop();
  assert.deepEqual(shared.closed, [connection]);
  const [, failed, left] = shared.statuses;
  assert(failed?.type === "internal-error" && failed.error instanceof Error);
  assert.equal(failed.error.message, "the registry is gone");
  assert(left?.type === "left" && left.reason === "internal error");
});

Deno.test("a client that is silent for too long is reported to its handler, once a read", () => {
  const shared = new TestShared();
  let idle = 0;
  const connection = shared.open({}, () => ({ onIdle: () => void idle++ }));
  connection.maxIdleMs = 1000;
  connection.run();
  shared.clock.advance(999);
  assert.equal(idle, 0);
  shared.clock.advance(1);
  assert.equal(idle, 1);
  shared.clock.advance(10_000);
  assert.equal(idle, 1);
  connection.drop("the test is over");
});

Deno.test("a client that does not close after the end is closed after five seconds", async () => {
  const shared = new TestShared();
  const did: string[] = [];
  const connection = shared.open({
    closeWrite: () => Promise.resolve(void did.push("closed for writing")),
    close: () => void did.push("closed"),
  });
  connection.run();
  connection.end("logged out");
  await settle();
  shared.clock.advance(4999);
  assert.deepEqual(did, ["closed for writing"]);
  shared.clock.advance(1);
  assert.deepEqual(did, ["closed for writing", "closed"]);
  assert.equal(shared.clock.pendingTimers, 0);
});

Deno.test("a handler that fails to explain the end loses its connection, and nothing else", () => {
  const shared = new TestShared();
  const connection = shared.open({}, () => ({
    explainEnd() {
      throw new Error("a bug");
    },
  }));
  // Timers and flushes of other connections call this: an exception would end the process.
  connection.expel("too far behind");
  assert.deepEqual(shared.closed, [connection]);
  const [failed, left, ...rest] = shared.statuses;
  assert(failed?.type === "internal-error" && failed.error instanceof Error);
  assert.equal(failed.error.message, "a bug");
  assert(left?.type === "left" && left.reason === "internal error");
  assert.deepEqual(rest, []);
  assert.equal(shared.clock.pendingTimers, 0);
});
