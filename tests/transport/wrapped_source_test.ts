import assert from "node:assert/strict";
import { FirstByteSocket } from "../../lib/transport/first_byte.ts";
import type { PeerAddress, Socket } from "../../lib/transport/socket.ts";
import { TcpSource } from "../../lib/transport/tcp_source.ts";
import { WrappedSource } from "../../lib/transport/wrapped_source.ts";
import { CONTEXT, IDENTITY } from "../support/tls_pair.ts";
import { connect, encode, listen, readText } from "./loopback.ts";

/** A wrapper that marks each read and write with its name. */
class MarkingSocket implements Socket {
  readonly remoteAddr: PeerAddress;
  readonly #socket: Socket;
  readonly #mark: string;

  constructor(socket: Socket, mark: string) {
    this.#socket = socket;
    this.remoteAddr = socket.remoteAddr;
    this.#mark = mark;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    const count = await this.#socket.read(buffer.subarray(1));
    if (count === null) return null;
    buffer[0] = this.#mark.charCodeAt(0);
    return count + 1;
  }

  async write(bytes: Uint8Array): Promise<number> {
    const marked = encode(this.#mark + new TextDecoder().decode(bytes));
    return Math.max(0, await this.#socket.write(marked) - 1);
  }

  closeWrite(): Promise<void> {
    return this.#socket.closeWrite();
  }

  close(): void {
    this.#socket.close();
  }
}

Deno.test("wrappers are applied in order, the lowest first", async () => {
  const listener = listen();
  const source = new WrappedSource(new TcpSource(listener), [
    (socket) => new MarkingSocket(socket, "1"),
    (socket) => new MarkingSocket(socket, "2"),
  ]);
  const [client, server] = await Promise.all([connect(listener), source.accept()]);
  assert.deepEqual(server.remoteAddr, client.localAddr);
  await client.write(encode("hello"));
  assert.equal(await readText(server), "21hello");
  await server.write(encode("good day"));
  assert.equal(await readText(client), "12good day");
  await server.closeWrite();
  assert.equal(await readText(client), null);
  client.close();
  assert.equal(await readText(server), null);
  server.close();
  source.close();
});

Deno.test("a wrapper on top of TLS reads decrypted bytes, and plaintext passes through", async () => {
  const listener = listen();
  const source = new WrappedSource(new TcpSource(listener), [
    (socket) => new FirstByteSocket(socket, CONTEXT, true),
    (socket) => new MarkingSocket(socket, "+"),
  ]);
  const { port } = listener.addr;
  const clients = [
    () => connect(listener),
    () => Deno.connectTls({ hostname: "localhost", port, caCerts: [IDENTITY.cert] }),
  ];
  for (const connect of clients) {
    const [client, server] = await Promise.all([connect(), source.accept()]);
    const reading = readText(server);
    await client.write(encode("hello"));
    assert.equal(await reading, "+hello");
    await server.write(encode("good day"));
    assert.equal(await readText(client), "+good day");
    server.close();
    assert.equal(await readText(client), null);
    client.close();
  }
  source.close();
});
