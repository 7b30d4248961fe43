import assert from "node:assert/strict";
import { FirstByteSocket } from "../../lib/transport/first_byte.ts";
import { CONTEXT, IDENTITY } from "../support/tls_pair.ts";

/** Connects a client, and returns the server's side and the client. */
async function connectPair<Client>(
  connect: (port: number) => Promise<Client>,
  { allowsPlaintext } = { allowsPlaintext: true },
): Promise<[FirstByteSocket, Promise<Client>]> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const client = connect(listener.addr.port);
  return [new FirstByteSocket(await listener.accept(), CONTEXT, allowsPlaintext), client];
}

const plain = (port: number) => Deno.connect({ hostname: "127.0.0.1", port });
const secure = (port: number) =>
  Deno.connectTls({ hostname: "localhost", port, caCerts: [IDENTITY.cert] });

async function readText(from: FirstByteSocket | Deno.Conn): Promise<string | null> {
  const buffer = new Uint8Array(64);
  const count = await from.read(buffer);
  return count === null ? null : new TextDecoder().decode(buffer.subarray(0, count));
}

const bytes = (text: string) => new TextEncoder().encode(text);

const CLIENTS: ((port: number) => Promise<Deno.Conn>)[] = [plain, secure];

for (const connect of CLIENTS) {
  Deno.test(`a ${connect.name} client and the server read each other`, async () => {
    const [server, connecting] = await connectPair(connect);
    const client = await connecting;
    const reading = readText(server);
    await client.write(bytes("hello"));
    assert.equal(await reading, "hello");
    await server.write(bytes("good day"));
    assert.equal(await readText(client), "good day");
    await client.write(bytes("\x16 means nothing now"));
    assert.equal(await readText(server), "\x16 means nothing now");
    await server.closeWrite();
    assert.equal(await readText(client), null);
    client.close();
    assert.equal(await readText(server), null);
    server.close();
  });
}

Deno.test("the server may close before the client sends anything", async () => {
  const [server, connecting] = await connectPair(plain);
  const client = await connecting;
  const reading = readText(server);
  await server.closeWrite();
  assert.equal(await readText(client), null);
  client.close();
  assert.equal(await reading, null);
  server.close();
});

Deno.test("a refused connection in plaintext is readable, so that its client can be told", async () => {
  const [server, connecting] = await connectPair(plain, { allowsPlaintext: false });
  const client = await connecting;
  assert.equal(server.refusal, undefined);
  await client.write(bytes("HELLO-FROM ann\n"));
  assert.equal(await readText(server), "HELLO-FROM ann\n");
  assert.equal(server.refusal, "this port speaks TLS only");
  await server.write(bytes("no"));
  assert.equal(await readText(client), "no");
  client.close();
  server.close();
});

Deno.test("TLS is accepted where only TLS is allowed", async () => {
  const [server, connecting] = await connectPair(secure, { allowsPlaintext: false });
  const client = await connecting;
  const reading = readText(server);
  await client.write(bytes("hello"));
  assert.equal(await reading, "hello");
  assert.equal(server.refusal, undefined);
  server.close();
  assert.equal(await readText(client), null);
  client.close();
});
