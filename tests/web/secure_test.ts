import assert from "node:assert/strict";
import { withDeadline } from "../support/deadline.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { TlsServer } from "../support/tls_server.ts";
import { RawWebSocket, request, UPGRADE } from "../support/web_client.ts";

/** Returns a client of `fetch` and `WebSocket` that trusts a server's certificate. */
async function trusting(server: TlsServer): Promise<Deno.HttpClient> {
  return Deno.createHttpClient({ caCerts: [await Deno.readTextFile(server.cert)] });
}

/** Opens a WebSocket with Deno's own client, logs in, and returns the answer. */
async function logInWithDeno(url: string, client?: Deno.HttpClient): Promise<string> {
  const socket = new WebSocket(url, client ? { client } : {});
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  socket.onopen = () => socket.send(line("login", { source: "ann" }).trimEnd());
  socket.onmessage = ({ data }) => resolve(data);
  socket.onerror = (event) => reject(new Error((event as ErrorEvent).message));
  const closed = new Promise<CloseEvent>((done) => socket.onclose = done);
  const answer = await withDeadline(promise, () => `${url} did not answer`);
  socket.close(1000, "done");
  const { wasClean, code } = await withDeadline(closed, () => `${url} did not close`);
  assert.deepEqual([wasClean, code], [true, 1000]);
  return answer;
}

Deno.test("the page and its WebSocket are there by https and wss, and by http and ws", async () => {
  await using server = await TlsServer.start();
  using client = await trusting(server);
  const { port } = server;
  const response = await fetch(`https://localhost:${port}/`, { client });
  assert.equal(response.status, 200);
  assert.match(await response.text(), /^<!DOCTYPE html>/i);
  assert.match(await logInWithDeno(`wss://localhost:${port}/chat`, client), /"welcome"/);
  assert.equal((await request(port, "/")).status, 200);
  assert.match(await logInWithDeno(`ws://localhost:${port}/chat`), /"welcome"/);
});

Deno.test("a WebSocket over TLS carries long messages both ways", async () => {
  await using server = await TlsServer.start();
  await using bob = await LineClient.connect(server.port, line("login", { source: "bob" }));
  await bob.hear(1);
  await using ann = await RawWebSocket.connect(server.port, { conn: await server.connect() });
  await ann.logIn("ann");
  const text = "ü".repeat(300_000);
  await ann.say(line("message", { destination: "bob", body: text }).trimEnd());
  assert.equal(JSON.parse((await bob.hear(1))[0]!).body, text);
  await ann.hear(1);
  await bob.say(line("message", { destination: "ann", body: text }));
  assert.equal(JSON.parse((await ann.hear(1))[0]!).body, text);
  await ann.say(line("logout").trimEnd());
  assert.equal(await ann.closeCode(), 1000);
});

Deno.test("a server with --tls-only sends browsers to https, and nobody to a name that is not its own", async () => {
  await using server = await TlsServer.start("--tls-only");
  using client = await trusting(server);
  const { port } = server;
  const Host = `localhost:${port}`;
  for (const path of ["/", "/style.css"]) {
    const { status, headers } = await request(port, path, { Host });
    assert.deepEqual([status, headers.location], [307, `https://${Host}${path}`]);
  }
  const evil = await request(port, "/", { Host: "evil.example" });
  assert.deepEqual([evil.status, evil.headers.location], [403, undefined]);
  assert.notEqual((await request(port, "/chat", UPGRADE)).status, 101);
  const followed = await fetch(`http://${Host}/`, { client });
  assert.equal(followed.url, `https://${Host}/`);
  assert.equal(followed.status, 200);
  await followed.body?.cancel();
  assert.match(await logInWithDeno(`wss://${Host}/chat`, client), /"welcome"/);
});

Deno.test("a page without the password is refused, and may try again", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("password");
  await Deno.writeTextFile(file, "tea for two\n", { mode: 0o600 });
  await using server = await ServerProcess.start("--password-file", file);
  assert.equal((await request(server.port, "/")).status, 200);
  await using ann = await RawWebSocket.connect(server.port);
  assert.match(await ann.logIn("ann"), /"refused".*password/);
  assert.match(await ann.logIn("ann", "tea for two"), /"welcome"/);
});
