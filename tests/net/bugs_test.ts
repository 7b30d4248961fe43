/**
 * Bugs at every place where a connection calls something: the connection is closed, and the others
 * never notice.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Connection } from "../../lib/net/connection.ts";
import { Log } from "../../lib/net/log.ts";
import type { Outbox } from "../../lib/net/outbox.ts";
import type { ConnectionHandler } from "../../lib/net/session.ts";
import type { Socket } from "../../lib/transport/socket.ts";
import { settle } from "../support/settle.ts";
import { TestShared } from "./connection_parts.ts";

/** A connection with a bug, and what makes the bug show. */
interface Case {
  readonly socket?: Partial<Socket>;
  readonly handler?: Partial<ConnectionHandler>;
  /** Breaks a part of the connection, or makes it call the broken part. */
  act?(connection: Connection, shared: TestShared): void;
}

function bug(): never {
  throw new TypeError("a bug");
}

const rejects = () => Promise.reject(new TypeError("a bug"));

/** Replaces a method of an outbox, as if it had a bug. */
function breakOutbox(connection: Connection, method: keyof Outbox): void {
  Object.defineProperty(connection.outbox, method, { value: bug });
}

const LINE = new TextEncoder().encode("hello\n");

const CASES: Readonly<Record<string, Case>> = {
  "a read that rejects": { socket: { read: rejects } },
  "a read that throws": { socket: { read: bug } },
  "a write that rejects": { socket: { write: rejects } },
  "a write that throws": { socket: { write: bug } },
  "a handler that throws when it gets bytes": {
    socket: { read: () => Promise.resolve(1) },
    handler: { receive: bug },
  },
  "a handler whose answer rejects": {
    socket: { read: () => Promise.resolve(1) },
    handler: { receive: rejects },
  },
  "a handler that throws when the client closes": {
    socket: { read: () => Promise.resolve(null) },
    handler: { close: bug },
  },
  "a handler that throws when the server drops the client": {
    handler: { close: bug },
    act: (connection) => connection.drop("server stopped"),
  },
  "a handler that throws when its client is silent": {
    handler: { onIdle: bug },
    act(connection, shared) {
      connection.maxIdleMs = 1000;
      connection.run();
      shared.clock.advance(1000);
    },
  },
  "a handler that cannot explain the end": {
    handler: { explainEnd: bug },
    act: (connection) => connection.expel("too far behind"),
  },
  "a handler that does not know its name": {
    handler: {
      get name(): string {
        return bug();
      },
    },
    act: (connection) => connection.drop("server stopped"),
  },
  "a timer of the session": {
    act(connection, shared) {
      connection.setTimer(10, bug);
      shared.clock.advance(10);
    },
  },
  "a socket that throws when its side is closed": {
    socket: { closeWrite: bug },
    act: (connection) => connection.end("bye"),
  },
  "a socket that throws when it is closed": {
    socket: { close: bug },
    act: (connection) => connection.drop("server stopped"),
  },
  "an outbox that throws when it is written": {
    act: (connection) => breakOutbox(connection, "peek"),
  },
  "an outbox that throws after a write": {
    act: (connection) => breakOutbox(connection, "written"),
  },
  "an outbox that throws when it is discarded": {
    act(connection) {
      breakOutbox(connection, "discard");
      connection.expel("too far behind");
    },
  },
};

for (const [name, { socket = {}, handler = {}, act }] of Object.entries(CASES)) {
  Deno.test(`${name} is reported, and no other connection notices`, async () => {
    const shared = new TestShared();
    let written = "";
    const write = (bytes: Uint8Array) => {
      written += new TextDecoder().decode(bytes);
      return Promise.resolve(bytes.length);
    };
    const failing = shared.open(socket, () => handler);
    const other = shared.open({ write });
    const log = new Log<Outbox>();
    for (const { outbox } of [failing, other]) outbox.follow(log);
    if (act) act(failing, shared);
    else failing.run();
    for (let count = 1; count <= 3; count++) {
      log.append(LINE);
      shared.flushPass.add(log);
      await settle();
      assert.equal(written, "hello\n".repeat(count));
    }
    // A client that has been told the reason for its end may take some time to close.
    shared.clock.advance(60_000);
    assert.deepEqual(shared.closed, [failing]);
    assert.equal(shared.internalErrors.count, 1);
    const [report] = shared.statuses.filter(({ type }) => type === "internal-error");
    assert(report?.type === "internal-error" && report.error instanceof TypeError);
    assert.match(report.error.stack!, /bugs_test\.ts/);
    other.drop("the test is over");
    shared.readTurns.stop();
    assert.equal(shared.clock.pendingTimers, 0);
  });
}
