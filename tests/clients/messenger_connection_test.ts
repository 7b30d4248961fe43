import assert from "node:assert/strict";
import { MessengerConnection } from "../../lib/clients/messenger/messenger_connection.ts";
import { ConnectionError } from "../../lib/clients/shared/connection_error.ts";
import { formatMessage, type Message } from "../../lib/framing/messages.ts";
import { withDeadline } from "../support/deadline.ts";

/** Runs a test with a connection, the server's side of it, and a log of events and answers. */
async function withConnection(
  body: (client: MessengerConnection, server: Deno.TcpConn, log: string[]) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const log: string[] = [];
  const [client, server] = await Promise.all([
    MessengerConnection.connect({ host: "127.0.0.1", port: listener.addr.port }, {
      onEvent: ({ action, source }) => log.push(`${action} of ${source}`),
      ready: () => Promise.resolve(),
    }),
    listener.accept(),
  ]);
  await body(client, server, log);
  server.close();
  await assert.rejects(client.failed, ConnectionError);
}

function line(message: Partial<Message>): string {
  const whole = { action: "", source: "server", destination: "ann", body: "", ...message };
  return `${formatMessage(whole)}\n`;
}

function say(server: Deno.Conn, ...messages: Partial<Message>[]): Promise<number> {
  return server.write(new TextEncoder().encode(messages.map(line).join("")));
}

Deno.test("MessengerConnection matches answers to requests, whatever events arrive in between", async () => {
  await withConnection(async (client, server, log) => {
    await Promise.all([
      client.ask({ action: "login", source: "ann" }, ({ action }) => log.push(action)),
      say(server, { action: "welcome" }, { action: "broadcast", source: "bob", destination: "*" }),
    ]);
    assert.equal(client.name, "ann");
    const answers = [
      client.ask({ action: "join", destination: "#tea" }, ({ action }) => log.push(action)),
      client.ask({ action: "users" }),
    ];
    await say(
      server,
      { action: "joined", source: "bob", destination: "#tea" },
      { action: "joined", source: "ann", destination: "#tea" },
      { action: "message", source: "ann" },
      { action: "error", body: "no" },
      { action: "goodbye" },
    );
    assert.deepEqual((await Promise.all(answers)).map(({ action }) => action), ["joined", "error"]);
    assert.deepEqual(log, [
      "welcome",
      "broadcast of bob",
      "joined of bob",
      "joined",
      "message of ann",
      "goodbye of server",
    ]);
  });
});

Deno.test("MessengerConnection sends requests with all four components, in order", async () => {
  await withConnection(async (client, server) => {
    const body = "x".repeat(1_000_000);
    const answers = [
      client.ask({ action: "broadcast", destination: "*", body }),
      client.ask({ action: "users" }),
    ];
    const expected = line({ action: "broadcast", source: "", destination: "*", body }) +
      line({ action: "users", source: "", destination: "server" });
    let text = "";
    const buffer = new Uint8Array(100_000);
    while (text.length < expected.length) {
      text += new TextDecoder().decode(buffer.subarray(0, (await server.read(buffer))!));
    }
    assert(text === expected);
    await say(server, { action: "delivered" }, { action: "users", body: [] });
    await Promise.all(answers);
  });
});

Deno.test("MessengerConnection rejects requests that the server can no longer answer", async () => {
  await withConnection(async (client, server) => {
    const answer = assert.rejects(client.ask({ action: "users" }), { code: "disconnected" });
    await server.closeWrite();
    await answer;
    await assert.rejects(client.ask({ action: "users" }), ConnectionError);
  });
});

Deno.test("MessengerConnection fails with the bug of a handler", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const bug = new TypeError("x is undefined");
  const [client, server] = await Promise.all([
    MessengerConnection.connect({ host: "127.0.0.1", port: listener.addr.port }, {
      onEvent: () => {
        throw bug;
      },
      ready: () => Promise.resolve(),
    }),
    listener.accept(),
  ]);
  await say(server, { action: "message", source: "bob" });
  await assert.rejects(client.failed, bug);
  await assert.rejects(client.ask({ action: "users" }), bug);
  await assert.rejects(client.finish(), bug);
  server.close();
});

Deno.test("MessengerConnection fails when the server speaks another dialect", async () => {
  await withConnection(async (client, server) => {
    const answer = assert.rejects(client.ask({ action: "users" }), { code: "wrong-dialect" });
    await server.write(new TextEncoder().encode("BAD-RQST-HDR\n"));
    await answer;
    await assert.rejects(client.failed, { code: "wrong-dialect" });
  });
});

/** How long a server may be silent that answers, in milliseconds: the test may have to wait itself. */
const PATIENCE_MS = 700;

/** Logs in at a server that answers no request but the login. */
async function withHeartbeat(
  deadAfterMs: number,
  ready: () => Promise<void>,
  body: (client: MessengerConnection, server: Deno.TcpConn) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const heartbeat = { pingAfterMs: 10, deadAfterMs };
  const [client, server] = await Promise.all([
    MessengerConnection.connect({ host: "127.0.0.1", port, heartbeat }, { onEvent() {}, ready }),
    listener.accept(),
  ]);
  await say(server, { action: "welcome" });
  await body(client, server);
  server.close();
}

Deno.test("MessengerConnection fails when a silent server does not answer a ping", async () => {
  const ready = () => Promise.resolve();
  await withHeartbeat(50, ready, async (client, server) => {
    const error = await client.failed.catch((error) => error);
    assert(error instanceof ConnectionError);
    assert.equal(error.code, "lost");
    await assert.rejects(client.ask({ action: "users" }), error);
    assert.equal(await linesOf(server, () => {}), `${formatMessage(ping("ann"))}\n`);
  });
});

Deno.test("MessengerConnection waits for its own user to read before it calls a server dead", async () => {
  const taken = Promise.withResolvers<void>();
  await withHeartbeat(PATIENCE_MS, () => taken.promise, async (client, server) => {
    const answered = Promise.withResolvers<void>();
    let pings = 0;
    const lines = linesOf(server, () => {
      if (++pings === 3) answered.resolve();
      return say(server, { action: "pong" });
    });
    await answered.promise;
    taken.resolve();
    const { action } = await client.ask({ action: "users" });
    assert.equal(action, "pong", "the server of this test says nothing else");
    await client.finish();
    await lines;
  });
});

Deno.test("MessengerConnection goes on with pings to a server that tells it something all the time", async () => {
  const ready = () => Promise.resolve();
  await withHeartbeat(PATIENCE_MS, ready, async (client, server) => {
    const answered = Promise.withResolvers<void>();
    let news: ReturnType<typeof setInterval> | undefined;
    let pings = 0;
    const lines = linesOf(server, () => {
      // Before, the client waits for a server that is silent.
      news ??= setInterval(() => void say(server, { source: "bob", action: "joined" }), 1);
      if (++pings === 3) answered.resolve();
      return say(server, { action: "pong" });
    });
    await withDeadline(answered.promise, () => `The client has sent ${pings} pings`);
    clearInterval(news);
    await client.finish();
    await lines;
  });
});

/** Calls `onLine` for each line from a client until that closes its side. Returns all lines. */
async function linesOf(server: Deno.Conn, onLine: () => unknown): Promise<string> {
  const buffer = new Uint8Array(1000);
  let text = "";
  for (let count = await server.read(buffer); count !== null; count = await server.read(buffer)) {
    const part = new TextDecoder().decode(buffer.subarray(0, count));
    text += part;
    for (const _ of part.matchAll(/\n/g)) await onLine();
  }
  return text;
}

function ping(source: string): Message {
  return { action: "ping", source, destination: "server", body: "" };
}

Deno.test("only a message to the user right after the login has waited, whatever the clocks say", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const waited: string[] = [];
  const [client, server] = await Promise.all([
    MessengerConnection.connect({ host: "127.0.0.1", port: listener.addr.port }, {
      onEvent: ({ body, hasWaited }) => void (hasWaited && waited.push(`${body}`)),
      ready: () => Promise.resolve(),
    }),
    listener.accept(),
  ]);
  const time = "2001-01-31T10:30:00.000Z";
  const message = (destination: string, text: string) => {
    return { action: "message", source: "bob", destination, body: [text, "17", time] };
  };
  const login = client.ask({ action: "login", source: "ann" });
  await say(
    server,
    { action: "welcome" },
    ...[message("ann", "one"), message("#tea", "no"), message("ann", "two")],
  );
  await login;
  const users = client.ask({ action: "users" });
  await say(server, { action: "users" }, message("ann", "live"));
  await users;
  server.close();
  await assert.rejects(client.failed, ConnectionError);
  assert.deepEqual(waited, ["one", "two"]);
});
