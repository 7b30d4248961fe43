import assert from "node:assert/strict";
import type { Socket } from "../../lib/transport/socket.ts";
import { TcpSource } from "../../lib/transport/tcp_source.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function listen(): Deno.TcpListener {
  return Deno.listen({ hostname: "127.0.0.1", port: 0 });
}

function connect({ addr }: Deno.TcpListener): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port: addr.port });
}

async function readText(from: Pick<Socket, "read">): Promise<string | null> {
  const buffer = new Uint8Array(512);
  const count = await from.read(buffer);
  return count === null ? null : new TextDecoder().decode(buffer.subarray(0, count));
}

Deno.test("a source accepts connections without wrappers", async () => {
  const listener = listen();
  const source = new TcpSource(listener);
  const [client, server] = await Promise.all([connect(listener), source.accept()]);
  assert.deepEqual(server.remoteAddr, client.localAddr);
  await server.write(encode("hello"));
  assert.equal(await readText(client), "hello");
  client.close();
  server.close();
  source.close();
});

Deno.test("accept rejects once the source is closed, and a pending accept does, too", async () => {
  const source = new TcpSource(listen());
  const pending = source.accept();
  source.close();
  await assert.rejects(pending);
  await assert.rejects(source.accept());
});
