import assert from "node:assert/strict";
import { FirstByteSocket } from "../../lib/transport/first_byte.ts";
import { SocketError } from "../../lib/transport/socket.ts";
import { CONTEXT, IDENTITY } from "../support/tls_pair.ts";

/** Who connects, and the server's side of it. */
async function meet<Client>(
  connect: (port: number) => Promise<Client>,
  { takesPlaintext } = { takesPlaintext: true },
): Promise<[FirstByteSocket, Promise<Client>]> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const client = connect(listener.addr.port);
  return [new FirstByteSocket(await listener.accept(), CONTEXT, takesPlaintext), client];
}

const plain = (port: number) => Deno.connect({ hostname: "127.0.0.1", port });
const secret = (port: number) =>
  Deno.connectTls({ hostname: "localhost", port, caCerts: [IDENTITY.cert] });

async function heard(from: FirstByteSocket | Deno.Conn): Promise<string | null> {
  const buffer = new Uint8Array(64);
  const count = await from.read(buffer);
  return count === null ? null : new TextDecoder().decode(buffer.subarray(0, count));
}

const bytes = (text: string) => new TextEncoder().encode(text);

const CLIENTS: ((port: number) => Promise<Deno.Conn>)[] = [plain, secret];

for (const connect of CLIENTS) {
  Deno.test(`FirstByteSocket takes what a ${connect.name} client says`, async () => {
    const [server, connecting] = await meet(connect);
    const client = await connecting;
    const hearing = heard(server);
    await client.write(bytes("hello"));
    assert.equal(await hearing, "hello");
    await server.write(bytes("good day"));
    assert.equal(await heard(client), "good day");
    await client.write(bytes("\x16 means nothing now"));
    assert.equal(await heard(server), "\x16 means nothing now");
    await server.closeWrite();
    assert.equal(await heard(client), null);
    client.close();
    assert.equal(await heard(server), null);
    server.close();
  });
}

Deno.test("FirstByteSocket takes a client that says nothing", async () => {
  const [server, connecting] = await meet(plain);
  const client = await connecting;
  const hearing = heard(server);
  await server.closeWrite();
  assert.equal(await heard(client), null);
  client.close();
  assert.equal(await hearing, null);
  server.close();
});

Deno.test("FirstByteSocket refuses plaintext where it is told to, and does not reset", async () => {
  const [server, connecting] = await meet(plain, { takesPlaintext: false });
  const client = await connecting;
  await client.write(bytes("HELLO-FROM ann\n".repeat(100)));
  await assert.rejects(heard(server), SocketError);
  await server.closeWrite();
  assert.equal(await heard(client), null);
  client.close();
  while (await heard(server) !== null);
  server.close();
});

Deno.test("FirstByteSocket takes TLS where nothing else is taken", async () => {
  const [server, connecting] = await meet(secret, { takesPlaintext: false });
  const client = await connecting;
  const hearing = heard(server);
  await client.write(bytes("hello"));
  assert.equal(await hearing, "hello");
  server.close();
  assert.equal(await heard(client), null);
  client.close();
});
