import assert from "node:assert/strict";
import { DirectoryConnection } from "../../lib/clients/rooms/directory_connection.ts";
import {
  answers,
  type Behaviour,
  ForeignServer,
  readToEnd,
  say,
} from "../support/foreign_server.ts";

/** Asks a foreign directory for its rooms. Returns their names, or the text of the error. */
async function ask(behave: Behaviour, timeoutMs = 20_000): Promise<string[] | string> {
  await using server = new ForeignServer(behave);
  const address = { host: "127.0.0.1", port: server.port, timeoutMs };
  const directory = await DirectoryConnection.connect(address);
  try {
    return (await directory.rooms()).map(({ name }) => name);
  } catch (error) {
    return (error as { text: string }).text.replace(`127.0.0.1:${server.port}`, "X");
  } finally {
    directory.close();
  }
}

/** Repeats a text until the client has had enough. */
function endless(text: string): Behaviour {
  const block = text.repeat(Math.ceil(100_000 / text.length));
  return async (conn) => {
    for (;;) await say(conn, block);
  };
}

Deno.test("a directory that lists its rooms, in any reads, is understood", async () => {
  const list = "ROOM a 239.0.0.1 5000\nROOM 日本 239.0.0.1 5001\n";
  assert.deepEqual(await ask(answers(`${list}OK 2\n`)), ["a", "日本"]);
  assert.deepEqual(await ask(answers("OK 0\r\n")), []);
  // Some directories of the lab neither count nor stay silent.
  assert.deepEqual(await ask(answers(`Welcome\n${list}OK\n`)), ["a", "日本"]);
});

const SILENT = "The server at X did not answer within 0.3 s. Check the address and the port.";
const ANOTHER = "The server at X speaks another dialect. Check the address and the port.";
const TOO_LONG = "The server at X sent more than a client can use";

const FAULTS: Record<string, [behave: Behaviour, error: string, timeoutMs?: number]> = {
  "never answers": [readToEnd, SILENT, 300],
  "never ends its list": [answers("ROOM a 239.0.0.1 5000\n"), SILENT, 300],
  "never ends a line": [answers("ROOM a 239.0.0.1"), SILENT, 300],
  "talks about something else": [answers("hello\n"), SILENT, 300],
  "speaks HTTP": [answers("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), ANOTHER],
  "answers with a TLS alert": [answers("\x15\x03\x03\x00\x02\x02\x32"), ANOTHER],
  "closes the connection": [() => Promise.resolve(), "The server at X closed the connection"],
  "refuses": [answers("ERROR too-many-clients The server is full\n"), "The server is full"],
  "counts wrong": [
    answers("ROOM a 239.0.0.1 5000\nOK 2\n"),
    "The directory counts 2 rooms, but listed 1",
  ],
  "sends an endless line": [endless("x"), TOO_LONG],
  "sends an endless list": [endless("ROOM a 239.0.0.1 5000\n"), TOO_LONG],
  "sends an endless list of long names": [
    endless(`ROOM ${"x".repeat(4000)} 1.1.1.1 1\n`),
    TOO_LONG,
  ],
  "sends endless other lines": [endless("hello\n"), TOO_LONG],
};

for (const [what, [behave, error, timeoutMs]] of Object.entries(FAULTS)) {
  Deno.test(`a directory that ${what} is refused with the reason`, async () => {
    assert.equal(await ask(behave, timeoutMs), error);
  });
}

Deno.test("the reason that a directory gives before it disconnects reaches the user", async () => {
  await using server = new ForeignServer((conn) =>
    say(conn, "ERROR idle No request for too long\n")
  );
  const { promise, resolve } = Promise.withResolvers<string>();
  const address = { host: "127.0.0.1", port: server.port };
  const directory = await DirectoryConnection.connect(address, ({ text }) => resolve(text));
  assert.equal(
    await promise,
    `The server at 127.0.0.1:${server.port} closed the connection: No request for too long`,
  );
  await assert.rejects(directory.rooms(), { code: "disconnected" });
});

Deno.test("a directory that makes a room without saying which is refused", async () => {
  await using server = new ForeignServer(answers("OK\n"));
  const directory = await DirectoryConnection.connect({ host: "127.0.0.1", port: server.port });
  await assert.rejects(directory.make("tea"), {
    name: "DirectoryError",
    message: 'The directory answered "OK", without a room',
  });
  directory.close();
});
