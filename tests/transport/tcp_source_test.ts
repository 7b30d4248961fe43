import assert from "node:assert/strict";
import { TcpSource } from "../../lib/transport/tcp_source.ts";
import { connect, encode, listen, readText } from "./loopback.ts";

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
