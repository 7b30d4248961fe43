/**
 * Failures of connections and files are expected; bugs in our own code must still surface.
 *
 * @module
 */
import assert from "node:assert/strict";
import { ChannelConversation } from "../../lib/clients/channel/channel_conversation.ts";
import { ChannelConnection } from "../../lib/clients/channel/channel_connection.ts";
import { LastAnswers } from "../../lib/clients/shared/last_answers.ts";
import { BlockFile } from "../../lib/clients/shared/block_file.ts";
import { BlockList } from "../../lib/clients/shared/block_list.ts";
import { ConfigurationFile } from "../../lib/clients/shared/configuration_file.ts";
import { finish, readAll, writeAll } from "../../lib/clients/shared/connect.ts";
import { frame } from "../support/frame_client.ts";
import type { Console } from "../../lib/terminal/console.ts";
import type { Socket } from "../../lib/transport/socket.ts";

const BUG = new TypeError("x is undefined");
const FAILURES = [
  new Deno.errors.BrokenPipe(),
  new Deno.errors.ConnectionReset(),
  new Error("No route to host (os error 113)"),
];

/** Returns a connection whose every call fails, or that a server ends after one frame. */
function connection(failure?: Error): Socket {
  let reads = 0;
  const fail = failure && (() => Promise.reject(failure));
  return {
    read: fail ?? ((buffer: Uint8Array) => {
      if (reads++ > 0) return Promise.resolve(null);
      buffer.set(frame("[Bob] hi"));
      return Promise.resolve(200);
    }),
    write: fail ?? ((bytes: Uint8Array) => Promise.resolve(bytes.length)),
    closeWrite: fail ?? (() => Promise.resolve()),
    close() {},
  } as unknown as Socket;
}

/** Returns a console with two lines of input, with some parts replaced. */
function terminal(parts: Partial<Console> = {}): Console {
  return {
    lines: (async function* () {
      yield { text: "hello", isLiteral: false };
      yield { text: "there", isLiteral: false };
    })(),
    print: () => {},
    flushed: () => Promise.resolve(),
    ...parts,
  } as unknown as Console;
}

function unexpected(): never {
  assert.fail("nothing was read");
}

function throwBug(): never {
  throw BUG;
}

Deno.test("writeAll, readAll and finish accept that a connection fails", async () => {
  for (const failure of FAILURES) {
    const conn = connection(failure);
    assert.equal(await writeAll(conn, new Uint8Array(1)), false);
    await readAll(conn, unexpected);
    await finish(conn, Promise.resolve());
  }
});

Deno.test("writeAll, readAll and finish throw a bug in a connection", async () => {
  const conn = connection(BUG);
  await assert.rejects(writeAll(conn, new Uint8Array(1)), BUG);
  await assert.rejects(readAll(conn, unexpected), BUG);
  await assert.rejects(finish(conn, Promise.resolve()), BUG);
});

/** Runs the channel client on a connection. Returns its exit code. */
async function runOn(socket: Socket, parts: Partial<Console> = {}): Promise<number> {
  const options = { name: "Ann", host: "host", port: 1, password: undefined };
  const client = new ChannelConversation(
    { ...options, times: false, strict: false, store: false },
    false,
    (login, handler) => Promise.resolve(new ChannelConnection(socket, login, handler)),
  );
  await client.connect();
  return await client.run(terminal(parts));
}

/** Returns a server that reads everything and says nothing until the client closes its side. */
function silent(): Socket {
  const { promise, resolve } = Promise.withResolvers<null>();
  const closeWrite = () => Promise.resolve(resolve(null));
  return { ...connection(), read: () => promise, closeWrite };
}

Deno.test("channel client says that it is disconnected when a line cannot be sent", async () => {
  assert.equal(await runOn(silent()), 0);
  for (const failure of FAILURES) {
    let lastWords: string | undefined;
    const close = (text?: string) => Promise.resolve(void (lastWords ??= text));
    assert.equal(await runOn(connection(failure), { close }), 1);
    assert.equal(lastWords, "Server at host:1 has disconnected");
  }
});

Deno.test("channel client throws a bug instead of saying that it is disconnected", async () => {
  // deno-lint-ignore require-yield
  const lines = (async function* () {
    throw BUG;
  })();
  await assert.rejects(runOn(silent(), { lines }), BUG);
  await assert.rejects(runOn({ ...silent(), write: () => Promise.reject(BUG) }), BUG);
  const commands = (async function* () {
    yield { text: "/blocked", isLiteral: false };
  })();
  await assert.rejects(runOn(silent(), { lines: commands, print: throwBug }), BUG);
  const noLines = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
  await assert.rejects(runOn(connection(), { lines: noLines, print: throwBug }), BUG);
});

function onProblem(text: string): never {
  assert.fail(text);
}

/** A configuration file of which every use is a bug. */
class BrokenFile extends ConfigurationFile {
  constructor() {
    super("/nowhere", "broken.json");
  }

  override read(): Promise<never> {
    return Promise.reject(BUG);
  }

  override write(): Promise<never> {
    return Promise.reject(BUG);
  }
}

Deno.test("BlockList and LastAnswers throw a bug in their files", async () => {
  const file = new BlockFile(new BrokenFile(), "localhost:55555");
  await assert.rejects(BlockList.open({ file, onProblem }), BUG);
  await assert.rejects(new LastAnswers(new BrokenFile()).read(), BUG);
  await assert.rejects(new LastAnswers(new BrokenFile()).keep({ name: "ann" }), BUG);
});
