import assert from "node:assert/strict";
import { ProxySource } from "../../lib/transport/proxy_source.ts";
import type { Socket } from "../../lib/transport/socket.ts";
import { TcpSource } from "../../lib/transport/tcp_source.ts";
import { connect, encode, listen } from "./loopback.ts";

const HEADER = "PROXY TCP4 192.0.2.7 198.51.100.1 50412 55555\r\n";
const CLIENT = { hostname: "192.0.2.7", port: 50412 };

/** A source on a free port, to which everybody or nobody is a proxy. */
class Scene implements Disposable {
  readonly refusals: string[] = [];
  readonly source: ProxySource;
  readonly #listener = listen();
  #refused = Promise.withResolvers<void>();

  constructor({ isProxy = true, timeoutMs = 60_000 } = {}) {
    this.source = new ProxySource(new TcpSource(this.#listener), {
      timeoutMs,
      isProxy: (hostname) => hostname === "127.0.0.1" && isProxy,
      onRefused: (_proxy, { message }) => {
        this.refusals.push(message);
        this.#refused.resolve();
      },
    });
  }

  get refused(): Promise<void> {
    return this.#refused.promise;
  }

  async connect(...parts: string[]): Promise<Deno.TcpConn> {
    const conn = await connect(this.#listener);
    conn.setNoDelay();
    for (const part of parts) await conn.write(encode(part));
    return conn;
  }

  [Symbol.dispose](): void {
    this.source.close();
  }
}

/** Reads through small buffers until a text has arrived. */
async function readText(from: Pick<Socket, "read">, length: number): Promise<string> {
  let text = "";
  const buffer = new Uint8Array(7);
  while (text.length < length) {
    const count = await from.read(buffer);
    if (count === null) break;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return text;
}

Deno.test("a header gives a connection its client's address, and the rest can be read", async () => {
  const rest = "HELLO-FROM ann\nLIST\n";
  const stream = HEADER + rest;
  for (let split = 0; split <= stream.length; split++) {
    using scene = new Scene();
    const accepting = scene.source.accept();
    const proxy = await scene.connect(stream.slice(0, split), stream.slice(split));
    const socket = await accepting;
    assert.deepEqual(socket.remoteAddr, CLIENT);
    assert.equal(await readText(socket, rest.length), rest);
    await socket.write(encode("HELLO ann\n"));
    assert.equal(await readText(proxy, 10), "HELLO ann\n");
    await socket.closeWrite();
    assert.equal(await readText(proxy, 1), "");
    proxy.close();
    assert.equal(await readText(socket, 1), "");
    socket.close();
  }
});

Deno.test("the proxy's own connections keep its address", async () => {
  using scene = new Scene();
  const proxy = await scene.connect("PROXY UNKNOWN\r\n");
  const socket = await scene.source.accept();
  assert.deepEqual(socket.remoteAddr, proxy.localAddr);
  proxy.close();
  socket.close();
});

Deno.test("a header is not looked at on a connection from another address", async () => {
  using scene = new Scene({ isProxy: false });
  const client = await scene.connect(HEADER);
  const socket = await scene.source.accept();
  assert.deepEqual(socket.remoteAddr, client.localAddr);
  assert.equal(await readText(socket, HEADER.length), HEADER);
  client.close();
  socket.close();
});

Deno.test("a proxy that waits with its header does not delay the clients of others", async () => {
  using scene = new Scene();
  const slow = await scene.connect("PROXY ");
  const proxy = await scene.connect(HEADER);
  const socket = await scene.source.accept();
  assert.deepEqual(socket.remoteAddr, CLIENT);
  await slow.write(encode("TCP4 192.0.2.8 198.51.100.1 1 2\r\n"));
  const late = await scene.source.accept();
  assert.deepEqual(late.remoteAddr, { hostname: "192.0.2.8", port: 1 });
  for (const one of [slow, proxy, socket, late]) one.close();
});

const REFUSED: readonly (readonly [what: string, start: string, reason: RegExp])[] = [
  ["without a header", "HELLO-FROM ann\n", /^it sent no PROXY header$/],
  ["with an invalid header", "PROXY TCP5\r\n", /^its PROXY header is invalid$/],
];

for (const [what, start, reason] of REFUSED) {
  Deno.test(`a proxy's connection ${what} is closed, and reported`, async () => {
    using scene = new Scene();
    const accepting = scene.source.accept();
    const bad = await scene.connect(start);
    await scene.refused;
    assert.equal(await readText(bad, 1).catch(() => ""), "");
    bad.close();
    assert.equal(scene.refusals.length, 1);
    assert.match(scene.refusals[0]!, reason);
    const proxy = await scene.connect(HEADER);
    const socket = await accepting;
    assert.deepEqual(socket.remoteAddr, CLIENT);
    proxy.close();
    socket.close();
  });
}

Deno.test("a proxy that sends no header in time is disconnected, and reported", async () => {
  const scene = new Scene({ timeoutMs: 50 });
  const accepting = scene.source.accept();
  const silent = await scene.connect("PROXY TCP4 ");
  await scene.refused;
  assert.deepEqual(scene.refusals, ["it sent no PROXY header within 0.05 seconds"]);
  assert.equal(await readText(silent, 1).catch(() => ""), "");
  silent.close();
  scene.source.close();
  await assert.rejects(accepting);
});

Deno.test("a proxy that closes within its header is reported, one that sends nothing is not", async () => {
  using scene = new Scene();
  const accepting = scene.source.accept();
  (await scene.connect()).close();
  (await scene.connect("PROXY")).close();
  await scene.refused;
  assert.deepEqual(scene.refusals, ["it closed the connection within its PROXY header"]);
  const proxy = await scene.connect(HEADER);
  (await accepting).close();
  proxy.close();
});

Deno.test("closing the source closes the connections that wait for a header", async () => {
  const scene = new Scene();
  const accepting = scene.source.accept();
  const waiting = await scene.connect("PROXY ");
  const proxy = await scene.connect(HEADER);
  (await accepting).close();
  scene.source.close();
  assert.equal(await readText(waiting, 1).catch(() => ""), "");
  await assert.rejects(scene.source.accept());
  assert.deepEqual(scene.refusals, []);
  waiting.close();
  proxy.close();
});
