import { settle } from "../support/settle.ts";
import assert from "node:assert/strict";
import { Server, type ServerOptions } from "../../lib/net/server.ts";
import type { Status } from "../../lib/net/status.ts";
import type { Socket, SocketSource } from "../../lib/transport/socket.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** A source that accepts the connections that a test gives it. */
class TestSource implements SocketSource {
  readonly #waiting: PromiseWithResolvers<Socket>[] = [];
  isClosed = false;

  accept(): Promise<Socket> {
    const next = Promise.withResolvers<Socket>();
    this.#waiting.push(next);
    return next.promise;
  }

  /** Whether the server waits for a connection. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  connect(socket: Socket): void {
    this.#waiting.shift()!.resolve(socket);
  }

  fail(error: Error): void {
    this.#waiting.shift()!.reject(error);
  }

  close(): void {
    this.isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error("closed"));
  }
}

/** A socket whose client reads everything, sends nothing, and closes once the server does. */
class TestSocket implements Socket {
  readonly remoteAddr = { hostname: "192.0.2.1", port: 1 };
  readonly #end = Promise.withResolvers<null>();
  isClosed = false;

  read(): Promise<number | null> {
    return this.#end.promise;
  }

  write(bytes: Uint8Array): Promise<number> {
    return Promise.resolve(bytes.length);
  }

  closeWrite(): Promise<void> {
    this.#end.resolve(null);
    return Promise.resolve();
  }

  close(): void {
    this.isClosed = true;
    this.#end.resolve(null);
  }
}

/** Connects to a source, and waits until the server is ready for the next connection. */
async function acceptFrom(source: TestSource, socket: Socket): Promise<void> {
  source.connect(socket);
  do await settle(); while (!source.isAwaited);
}

function start(
  sources: readonly SocketSource[],
  { perAddress = Infinity, open = () => ({ receive() {}, close() {}, onIdle() {} }) }: {
    perAddress?: number;
    open?: ServerOptions["open"];
  } = {},
) {
  const clock = new ManualClock();
  const statuses: Status[] = [];
  const limits = {
    backlog: 1024,
    writeTimeout: 1000,
    rate: Infinity,
    perAddress: () => perAddress,
  };
  const server = new Server({
    sources,
    clock,
    limits,
    open,
    onStatus: (status) => void statuses.push(status),
  });
  return { server, clock, statuses, run: server.run() };
}

Deno.test("a server accepts from all sources, and stopping closes them and their connections", async () => {
  const sources = [new TestSource(), new TestSource()];
  const sockets = [new TestSocket(), new TestSocket()];
  const { server, run, clock } = start(sources);
  for (const [index, source] of sources.entries()) await acceptFrom(source, sockets[index]!);
  assert.equal([...server.connections].length, 2);
  assert(sources.every(({ isAwaited }) => isAwaited), "a source is no longer accepted from");
  await server.stop();
  await run;
  assert.deepEqual([...sources, ...sockets].map(({ isClosed }) => isClosed), Array(4).fill(true));
  assert.deepEqual([[...server.connections], clock.pendingTimers], [[], 0]);
});

Deno.test("a source that fails is tried again after a pause, and delays no other source", async () => {
  const [failing, other] = [new TestSource(), new TestSource()];
  const { server, run, clock, statuses } = start([failing, other]);
  for (let count = 0; count < 3; count++) {
    failing.fail(new Error("no descriptors"));
    await settle();
    assert(!failing.isAwaited, "no pause");
    clock.advance(100);
    await settle();
    assert(failing.isAwaited, "not tried again");
  }
  for (const source of [other, failing]) await acceptFrom(source, new TestSocket());
  // The failures are reported once, until a connection is accepted again.
  assert.deepEqual(
    statuses.map(({ type }) => type),
    ["failed", "connected", "connected", "accepting"],
  );
  assert.equal(server.shared.counters.acceptErrors, 3);
  await server.stop();
  await run;
});

Deno.test("a connection that is accepted while the server stops is closed", async () => {
  const source = new TestSource();
  const { server, run } = start([source]);
  const socket = new TestSocket();
  source.connect(socket);
  // The server has not seen the connection yet.
  await server.stop();
  await run;
  await settle();
  assert(socket.isClosed);
  assert.deepEqual([...server.connections], []);
});

Deno.test("connections beyond twice an address's limit are closed at once", async () => {
  const source = new TestSource();
  const { server, run, statuses } = start([source], { perAddress: 2 });
  const sockets = Array.from({ length: 5 }, () => new TestSocket());
  for (const socket of sockets) {
    await acceptFrom(source, socket);
  }
  const connections = [...server.connections];
  assert.deepEqual(sockets.map(({ isClosed }) => isClosed), [false, false, false, false, true]);
  assert.deepEqual(
    connections.map(({ isOverAddressLimit }) => isOverAddressLimit),
    [false, false, true, true],
  );
  assert.deepEqual(
    statuses.flatMap((status) => status.type === "notice" ? [status.text] : []),
    ["Too many connections from 192.0.2.1: more than 2"],
  );
  await server.stop();
  await run;
});

Deno.test("a connection whose handler cannot be made is closed, and leaves no trace", async () => {
  const source = new TestSource();
  let failures = 2;
  const { server, run, statuses } = start([source], {
    perAddress: 1,
    open() {
      if (failures-- > 0) throw new Error("a bug");
      return { receive() {}, close() {}, onIdle() {} };
    },
  });
  const sockets = [new TestSocket(), new TestSocket(), new TestSocket()];
  for (const socket of sockets) {
    await acceptFrom(source, socket);
  }
  assert.deepEqual(sockets.map(({ isClosed }) => isClosed), [true, true, false]);
  assert.equal(server.shared.internalErrors.count, 2);
  // The failed ones do not count for the limit of the address.
  const [connection] = server.connections;
  assert.equal(connection?.isOverAddressLimit, false);
  assert.deepEqual(statuses.map(({ type }) => type), ["internal-error", "connected"]);
  await server.stop();
  await run;
});

Deno.test("a crowd that connects without a pause lets others be read every few connections", async () => {
  let accepted = 0;
  const crowd: SocketSource = {
    accept() {
      accepted++;
      const socket = new TestSocket();
      socket.close();
      return Promise.resolve(socket);
    },
    close() {},
  };
  const { server, run } = start([crowd]);
  const counts: number[] = [];
  for (let looks = 0; looks < 10; looks++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    counts.push(accepted - counts.reduce((sum, count) => sum + count, 0));
  }
  await server.stop();
  await run;
  assert(accepted > 64, `only ${accepted} connections were accepted`);
  assert(counts.every((count) => count <= 64), `accepted ${counts} connections at a time`);
});
