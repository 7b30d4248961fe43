import { settle } from "../support/settle.ts";
import assert from "node:assert/strict";
import type { Connection } from "../../lib/net/connection.ts";
import { Server } from "../../lib/net/server.ts";
import type { Socket } from "../../lib/transport/socket.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** A socket whose peer sends nothing and takes bytes when the test says so. */
class SlowSocket implements Socket {
  readonly remoteAddr = { hostname: "127.0.0.1", port: 1 };
  /** The pending write. */
  pending: { readonly length: number; take(): void; fail(): void } | undefined;
  readonly #closed = Promise.withResolvers<null>();

  read(): Promise<null> {
    return this.#closed.promise;
  }

  write(bytes: Uint8Array): Promise<number> {
    assert.equal(this.pending, undefined, "two writes are pending");
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const settle = (how: () => void) => () => {
      this.pending = undefined;
      how();
    };
    this.pending = {
      length: bytes.length,
      take: settle(() => resolve(bytes.length)),
      fail: settle(() => reject(new Error("The peer has reset the connection"))),
    };
    return promise;
  }

  closeWrite(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.#closed.resolve(null);
    this.pending?.fail();
  }
}

/** A server with connections that the test drives. */
class Fixture {
  readonly clock = new ManualClock();
  readonly sockets: SlowSocket[];
  readonly connections: Connection[] = [];
  readonly #server: Server;

  constructor(count: number) {
    const sockets = this.sockets = Array.from({ length: count }, () => new SlowSocket());
    let accepted = 0;
    const closed = Promise.withResolvers<Socket>();
    const source = {
      accept: () => accepted < count ? Promise.resolve(sockets[accepted++]!) : closed.promise,
      close: () => closed.reject(new Error("Closed")),
    };
    this.#server = new Server({
      sources: [source],
      clock: this.clock,
      open: (connection) => {
        this.connections.push(connection);
        return { receive() {}, close() {}, onIdle() {} };
      },
      onStatus() {},
    });
  }

  async start(): Promise<void> {
    void this.#server.run();
    do await settle(); while (this.connections.length < this.sockets.length);
  }

  get pending(): SlowSocket[] {
    return this.sockets.filter(({ pending }) => pending);
  }

  async stop(): Promise<void> {
    const stopped = this.#server.stop();
    // The longest time that a server takes to stop.
    this.clock.advance(5000);
    await stopped;
  }
}

Deno.test("connections with more to write than one write takes never have over 128 writes pending", async () => {
  const fixture = new Fixture(300);
  await fixture.start();
  const send = (from: number, to: number) => {
    for (const connection of fixture.connections.slice(from, to)) {
      connection.send(new Uint8Array(100_000));
    }
  };
  // These write again and again before the others have something to write.
  send(0, 100);
  await settle();
  for (let turn = 0; turn < 5; turn++) {
    send(0, 100);
    for (const { pending } of fixture.pending) pending!.take();
    await settle();
  }
  send(0, 300);
  await settle();
  assert.equal(fixture.pending.length, 128);
  for (let turn = 0; turn < 20; turn++) {
    send(0, 300);
    for (const { pending } of fixture.pending.slice(0, 50)) pending!.take();
    await settle();
    assert.equal(fixture.pending.length, 128);
  }
  await fixture.stop();
});

Deno.test("a connection that is reset while it writes frees its place", async () => {
  const fixture = new Fixture(200);
  await fixture.start();
  for (const connection of fixture.connections) connection.send(new Uint8Array(1));
  await settle();
  assert.equal(fixture.pending.length, 128);
  for (const { pending } of fixture.pending.slice(0, 72)) pending!.fail();
  await settle();
  assert.deepEqual(fixture.pending, fixture.sockets.slice(72));
  await fixture.stop();
});

Deno.test("a connection that closes while it waits for its turn does not stop the others", async () => {
  const fixture = new Fixture(200);
  await fixture.start();
  for (const connection of fixture.connections) connection.send(new Uint8Array(1));
  await settle();
  for (const connection of fixture.connections.slice(128, 190)) connection.drop("test");
  for (const { pending } of fixture.pending) pending!.take();
  await settle();
  assert.deepEqual(fixture.pending, fixture.sockets.slice(190));
  await fixture.stop();
});
