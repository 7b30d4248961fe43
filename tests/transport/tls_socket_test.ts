import assert from "node:assert/strict";
import { randomFillSync } from "node:crypto";
import { type Socket, SocketError } from "../../lib/transport/socket.ts";
import { withDeadline } from "../support/deadline.ts";
import { accepted, pair } from "../support/tls_pair.ts";

const MEGABYTE = 1024 * 1024;
const HANDSHAKE_START = [0x16, 0x03, 0x01, 0x00, 0xfa, 0x01];

const bytes = (text: string) => new TextEncoder().encode(text);

type Readable = { read(buffer: Uint8Array): Promise<number | null> };

/** Returns the text of the next read, or `null` at the end. */
async function readText(from: Readable, max = 512): Promise<string | null> {
  const buffer = new Uint8Array(max);
  const count = await from.read(buffer);
  return count === null ? null : new TextDecoder().decode(buffer.subarray(0, count));
}

Deno.test("each side reads the other's bytes, in pieces when its buffer is small", async () => {
  const { server, client } = await pair();
  await client.write(bytes("hello"));
  assert.equal(await readText(server, 2), "he");
  assert.equal(await readText(server, 2), "ll");
  assert.equal(await readText(server, 2), "o");
  assert.equal(await server.write(bytes("good day")), 8);
  assert.equal(await readText(client), "good day");
  server.close();
  assert.equal(await readText(client), null);
  client.close();
});

for (const size of [0, 1000, 100_000, MEGABYTE]) {
  Deno.test(`a socket that reads slowly notices the end behind ${size} bytes`, async () => {
    const { server, client } = await pair();
    const sent = (async () => {
      for (let at = 0; at < size;) {
        at += await client.write(new Uint8Array(Math.min(200, size - at)));
      }
      await client.closeWrite();
    })();
    const buffer = new Uint8Array(16 * 1024);
    let received = 0;
    const read = () => withDeadline(server.read(buffer), () => `No end after ${received} bytes`);
    for (let count = await read(); count !== null; count = await read()) {
      received += count;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assert.equal(received, size);
    await sent;
    client.close();
    server.close();
  });
}

Deno.test("a socket still writes after the peer has closed its side", async () => {
  const { server, client } = await pair();
  await client.write(bytes("last words"));
  await client.closeWrite();
  assert.equal(await readText(server), "last words");
  assert.equal(await readText(server), null);
  await server.write(bytes("late"));
  await server.closeWrite();
  assert.equal(await readText(client), "late");
  assert.equal(await readText(client), null);
  client.close();
  server.close();
});

Deno.test("a socket still reads after it has closed its own side", async () => {
  const { server, client } = await pair();
  await server.closeWrite();
  assert.equal(await readText(client), null);
  await client.write(bytes("still here"));
  assert.equal(await readText(server), "still here");
  client.close();
  assert.equal(await readText(server), null);
  server.close();
});

Deno.test("closing notifies the peer, also after the peer has closed its side", async () => {
  const { server, client } = await pair();
  await client.closeWrite();
  assert.equal(await readText(server), null);
  server.close();
  // Without the notification this rejects: something might be missing.
  assert.equal(await readText(client), null);
  client.close();
});

for (const writer of ["server", "client"] as const) {
  Deno.test(`writes of the ${writer} wait while the other side does not read`, async () => {
    const { server, client } = await pair();
    const [from, to] = writer === "server" ? [server, client] : [client, server];
    const [total, piece] = [64 * MEGABYTE, new Uint8Array(MEGABYTE)];
    let [written, read] = [0, 0];
    const writing = (async () => {
      while (written < total) written += await from.write(piece);
      await from.closeWrite();
    })();
    const buffer = new Uint8Array(64 * 1024);
    for (let count: number | null = 0; count !== null; count = await to.read(buffer)) {
      read += count;
      assert(written - read < 16 * MEGABYTE, `${written - read} bytes are in between`);
    }
    await writing;
    assert.equal(read, total);
    client.close();
    server.close();
  });
}

Deno.test("closing does not wait for a pending write", async () => {
  const { server, client } = await pair();
  const writing = (async () => {
    for (;;) await server.write(new Uint8Array(MEGABYTE));
  })();
  await client.read(new Uint8Array(1));
  server.close();
  await assert.rejects(writing);
  await assert.rejects(async () => {
    while (await client.read(new Uint8Array(MEGABYTE)) !== null);
  });
  client.close();
});

/** Reads until the peer closes, as a connection that has ended does. */
async function discard(socket: Socket): Promise<void> {
  const bytes = new Uint8Array(MEGABYTE);
  while (await socket.read(bytes) !== null);
}

Deno.test("garbage in place of a handshake fails without a reset", async () => {
  for (let round = 0; round < 200; round++) {
    const garbage = randomFillSync(new Uint8Array(1 + round * 7));
    const isRecord = round % 2 === 0;
    garbage.set((isRecord ? HANDSHAKE_START : [0x16]).slice(0, garbage.length));
    const { server, client } = await accepted(garbage);
    await client.closeWrite();
    await assert.rejects(readText(server), SocketError);
    await assert.rejects(server.secured, SocketError);
    await server.closeWrite();
    assert.equal(await readText(client), null);
    await discard(server);
    client.close();
    server.close();
  }
});

Deno.test("input after a failed handshake is discarded until the peer closes", async () => {
  const { server, client } = await accepted(
    Uint8Array.of(...HANDSHAKE_START, ...Array(300).fill(9)),
  );
  await assert.rejects(readText(server), SocketError);
  await server.closeWrite();
  const rest = discard(server);
  for (let sent = 0; sent < 8 * MEGABYTE;) sent += await client.write(new Uint8Array(MEGABYTE));
  await client.closeWrite();
  await rest;
  // A reset would show that something was left unread.
  assert.equal(await readText(client), null);
  client.close();
  server.close();
});

Deno.test("the handshake fails when the peer closes in the middle of it", async () => {
  const { server, client } = await accepted(Uint8Array.from(HANDSHAKE_START));
  client.close();
  await assert.rejects(
    readText(server),
    /TLS handshake failed: the other side closed the connection/,
  );
  server.close();
});

Deno.test("a socket can be closed in the middle of the handshake", async () => {
  const { server, client } = await accepted(Uint8Array.from(HANDSHAKE_START));
  const reading = readText(server);
  server.close();
  assert.equal(await reading, null);
  assert.equal(await readText(client), null);
  client.close();
});
