import { settle } from "../support/settle.ts";
import assert from "node:assert/strict";
import { TestShared } from "./connection_parts.ts";

/** Connections whose clients read when the test says so. */
class Clients {
  readonly shared = new TestShared();
  readonly #pending: (() => void)[] = [];
  /** The most writes that were pending at a time. */
  mostPending = 0;

  open() {
    return this.shared.open({
      write: (bytes) => {
        const written = Promise.withResolvers<number>();
        this.#pending.push(() => written.resolve(bytes.length));
        this.mostPending = Math.max(this.mostPending, this.#pending.length);
        return written.promise;
      },
    });
  }

  get pending(): number {
    return this.#pending.length;
  }

  /** Completes the oldest writes. */
  async complete(count: number): Promise<void> {
    for (const complete of this.#pending.splice(0, count)) complete();
    await settle();
  }
}

const BYTES = new Uint8Array(10);

Deno.test("at most 128 writes are pending at a time, and all connections get their turn", async () => {
  const clients = new Clients();
  const connections = Array.from({ length: 300 }, () => clients.open());
  for (const connection of connections) connection.send(BYTES);
  await settle();
  assert.equal(clients.pending, 128);
  while (clients.pending > 0) await clients.complete(50);
  assert.equal(clients.mostPending, 128);
  assert(connections.every(({ outbox }) => outbox.backlog === 0));
});

Deno.test("connections that write again and again count as well", async () => {
  const clients = new Clients();
  const busy = Array.from({ length: 100 }, () => clients.open());
  for (const connection of busy) connection.send(BYTES);
  await settle();
  // While the first writes are pending, more is queued for the same connections.
  for (const connection of busy) connection.send(BYTES);
  await clients.complete(100);
  assert.equal(clients.pending, 100);
  for (let count = 0; count < 100; count++) clients.open().send(BYTES);
  await settle();
  assert.equal(clients.pending, 128);
  while (clients.pending > 0) await clients.complete(128);
});

Deno.test("clients that read nothing do not keep others from their turn", async () => {
  const clients = new Clients();
  for (let count = 0; count < 128; count++) clients.open().send(BYTES);
  const late = clients.open();
  late.send(BYTES);
  await settle();
  assert.equal(clients.pending, 128);
  clients.shared.clock.advance(5);
  await settle();
  assert.equal(clients.pending, 129);
});

Deno.test("clients that read little by little do not keep others from their turn", async () => {
  const clients = new Clients();
  const slow = Array.from({ length: 128 }, () => clients.open());
  for (const connection of slow) connection.send(BYTES);
  await settle();
  const waiting = Array.from({ length: 10 }, () => clients.open());
  for (const connection of waiting) connection.send(BYTES);
  for (let checks = 0; checks < 4; checks++) {
    // One write completes before each check, so there is no standstill.
    await clients.complete(1);
    clients.shared.clock.advance(5);
    await settle();
  }
  assert.equal(clients.pending, 128 + 10 - 4);
});
