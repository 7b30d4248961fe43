import assert from "node:assert/strict";
import fc from "fast-check";
import { countMarks, isHttpRequest } from "../../lib/framing/first_bytes.ts";
import { HttpFlaw, type HttpRequest } from "../../lib/framing/http_head.ts";
import { HttpGate, type HttpService } from "../../lib/transport/http_gate.ts";
import { SocketError } from "../../lib/transport/socket.ts";
import { bytes as anyBytes, encode, sizes, split } from "../properties/streams.ts";
import { EVIL_BODY, latin1, REQUEST_LINES } from "../support/http_requests.ts";
import { ChunkSocket, cut, readAll } from "./chunk_socket.ts";
import { connect, listen, readText } from "./loopback.ts";

const NEWLINE = 0x0a;

const SIZES = [1, 3, 199, 1000];

/** A service that answers with what it was asked for. */
const echo: HttpService = (request) => ({
  response: encode(
    request instanceof HttpFlaw ? `${request.status} ${request.text}` : request.path,
  ),
  reason: "answered",
  keepsAlive: !(request instanceof HttpFlaw) && request.keepsAlive,
});

for (const [line, note] of REQUEST_LINES) {
  Deno.test(`nothing of a request reaches the reader but the start of a line: ${note}`, async () => {
    const request = latin1(`${line}Host: localhost\r\n\r\n${EVIL_BODY}`);
    const lineEnd = request.indexOf(NEWLINE, line.search(/\w/));
    for (const options of [{}, { service: echo }]) {
      for (const size of SIZES) {
        const socket = new ChunkSocket(cut(request, size));
        const { bytes, error } = await readAll(new HttpGate(socket, options));
        assert.deepEqual(bytes, request.subarray(0, bytes.length));
        assert(bytes.length <= lineEnd, "The reader got a whole line");
        assert(error instanceof SocketError);
        assert.notEqual(socket.text, "");
        if (!("service" in options)) assert.match(socket.text, /^HTTP\/1\.1 404 Not Found\r\n/);
      }
    }
  });
}

Deno.test("everything else passes through, wherever it is cut", async () => {
  const opening = fc.constantFrom(
    "",
    "{",
    "HELLO-FROM ",
    "G",
    "GET",
    "GET ",
    "LIST\n",
    "\n",
    "Al ice",
  );
  const stream = fc.tuple(opening, anyBytes).map(([start, rest]) =>
    Uint8Array.of(...encode(start), ...rest)
  );
  await fc.assert(fc.asyncProperty(stream, sizes, async (stream, sizes) => {
    fc.pre(isHttpRequest(stream) !== true);
    const socket = new ChunkSocket(Array.from(split(stream, sizes), (piece) => piece.slice()));
    const { bytes, error } = await readAll(new HttpGate(socket, { service: echo }));
    assert.equal(error, undefined);
    assert.deepEqual(bytes, stream);
    assert.deepEqual(socket.written, []);
  }));
});

const GET = (path: string, fields = "") => `GET ${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;

const SEQUENCES: readonly (readonly [requests: string, answers: string])[] = [
  [GET("/one") + GET("/two"), "/one/two"],
  [GET("/one", "Connection: Close\r\n") + GET("/two"), "/one"],
  [GET("/one", "Content-Length: 5\r\n") + "hello" + GET("/two"), "/one"],
  [GET("/one", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n" + GET("/two"), "/one"],
  [GET("/one").replace("1.1", "1.0") + GET("/two"), "/one"],
  [GET("/one") + EVIL_BODY, "/one400 The first line is not a request of HTTP/1.1."],
  [GET("/one") + "GET /tw", "/one400 The request is not complete."],
  [GET("/").repeat(150), "/".repeat(100)],
];

Deno.test("behind a request there may be others, and nothing else", async () => {
  for (const [requests, answers] of SEQUENCES) {
    for (const size of SIZES) {
      const socket = new ChunkSocket(cut(encode(requests), size));
      const { bytes, error } = await readAll(new HttpGate(socket, { service: echo }));
      assert.equal(bytes.length, 0);
      assert.equal((error as Error).message, "answered");
      assert.equal(socket.text, answers);
    }
  }
});

Deno.test("a connection that is kept ends when no further request comes", async () => {
  using listener = listen();
  const [client, accepted] = await Promise.all([connect(listener), listener.accept()]);
  const gate = new HttpGate(accepted, { service: echo, keepAliveMs: 20 });
  const reading = gate.read(new Uint8Array(512));
  await client.write(encode(GET("/one")));
  await assert.rejects(reading, { message: "answered" });
  assert.equal(await readText(client), "/one");
  client.close();
  gate.close();
});

Deno.test("a service may go on with another protocol, which gets what was read too early", async () => {
  const request = encode("\r\nGET /chat HTTP/1.1\r\nHost: a\r\n\r\nearly");
  for (const size of SIZES) {
    const socket = new ChunkSocket(cut(request, size));
    let start = "";
    const service: HttpService = () => ({
      response: encode("go on"),
      reason: "",
      keepsAlive: false,
      upgrade(socket, bytes) {
        start = new TextDecoder().decode(bytes);
        return socket;
      },
    });
    const isWhole = size > 3;
    const { bytes, error } = await readAll(new HttpGate(socket, { service }));
    if (!isWhole) {
      // The empty line was already handed on, so somebody else may have answered it.
      assert(error instanceof SocketError);
      continue;
    }
    assert.equal(error, undefined);
    assert.equal(start + new TextDecoder().decode(bytes), "early");
    assert.equal(socket.text, "go on");
  }
});

const FLAWS: readonly (readonly [status: number, request: string])[] = [
  [400, "GET /\r\n\r\n"],
  [400, "GET / HTTP/1.1\r\n\r\n"],
  [400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"],
  [400, "GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n"],
  [400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"],
  [400, "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n"],
  [400, "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n"],
  [400, "GET / HTTP/1.1\r\nHost: a\r\nnocolon\r\n\r\n"],
  [400, "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n"],
  [400, "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"],
  [400, "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"],
  [400, "GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n"],
  [400, "GET / HTTP/1.1\r\nHost: a\r\n"],
  [400, "GET / FTP/1.1\r\nHost: a\r\n\r\n"],
  [505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"],
  [414, `GET /${"x".repeat(9000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  [414, `GET /${"x".repeat(100_000)}`],
  [431, `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(9000)}\r\n\r\n`],
  [431, `GET / HTTP/1.1\r\nHost: a\r\n${"X: 1\r\n".repeat(1_000_000 / 6)}`],
  [431, `GET / HTTP/1.1\r\nHost: a\r\n${"X: 1\r\n".repeat(101)}\r\n`],
];

for (const [status, request] of FLAWS) {
  Deno.test(`a malformed request gets ${status}: ${JSON.stringify(request.slice(0, 60))}`, async () => {
    for (const size of request.length > 5000 ? [1000] : SIZES) {
      const socket = new ChunkSocket(cut(latin1(request), size));
      const { bytes, error } = await readAll(new HttpGate(socket, { service: echo }));
      assert.equal(bytes.length, 0);
      assert(error instanceof SocketError);
      assert(socket.text.startsWith(`${status} `), socket.text);
    }
  });
}

Deno.test("a request in the form for proxies has to name the same host twice", async () => {
  for (
    const [host, text] of [["a", "/x"], ["b", "400 The target and the header field Host differ."]]
  ) {
    const socket = new ChunkSocket([encode(`GET http://a/x?y HTTP/1.1\r\nHost: ${host}\r\n\r\n`)]);
    await readAll(new HttpGate(socket, { service: echo }));
    assert.equal(socket.text, text);
  }
});

Deno.test("a head may have any line ends, and 8 KiB", async () => {
  const field = `X: ${"x".repeat(8192 - "GET / HTTP/1.1\nHost: a\nX: \n\n".length)}`;
  for (const request of ["GET / HTTP/1.1\nHost: a\n\n", `GET / HTTP/1.1\nHost: a\n${field}\n\n`]) {
    const socket = new ChunkSocket([encode(request)]);
    await readAll(new HttpGate(socket, { service: echo }));
    assert.equal(socket.text, "/");
  }
});

Deno.test("the fields of a request have their values without the spaces around them", async () => {
  let seen: HttpRequest | HttpFlaw | undefined;
  const service: HttpService = (request) => {
    seen = request;
    return echo(request, { refusal: undefined });
  };
  const request =
    "GET http://a:1?q HTTP/1.1\r\nHOST:a:1\r\nAccept: \t x \r\naccept: y\r\nEmpty:\r\n\r\n";
  await readAll(new HttpGate(new ChunkSocket([encode(request)]), { service }));
  assert(seen && !(seen instanceof HttpFlaw));
  assert.equal(seen.path, "/");
  assert.deepEqual(Array.from(seen.fields), [["host", "a:1"], ["accept", "x, y"], ["empty", ""]]);
});

Deno.test("a head that never ends is answered in time, and what follows is discarded", async () => {
  using listener = listen();
  const [client, accepted] = await Promise.all([connect(listener), listener.accept()]);
  const gate = new HttpGate(accepted, { service: echo, timeoutMs: 20 });
  const buffer = new Uint8Array(512);
  const reading = gate.read(buffer);
  await client.write(encode("GET / HTTP/1.1\r\nHost: "));
  await assert.rejects(reading, { message: "answered" });
  assert.match(await readText(client) ?? "", /^408 /);
  const later = gate.read(buffer);
  await client.write(encode("first"));
  await client.write(encode("second"));
  assert(await later);
  await gate.closeWrite();
  assert.equal(await readText(client), null);
  client.close();
  while (await gate.read(buffer));
  gate.close();
});

Deno.test("a client that is silent may become anything for as long as it likes", async () => {
  using listener = listen();
  const [client, accepted] = await Promise.all([connect(listener), listener.accept()]);
  const gate = new HttpGate(accepted, { service: echo, timeoutMs: 1 });
  const buffer = new Uint8Array(512);
  const reading = gate.read(buffer);
  await client.write(encode("GE"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await client.write(encode("ORGE\n"));
  assert.equal(await reading, 7);
  assert.equal(countMarks(buffer.subarray(0, 7)), 0);
  client.close();
  gate.close();
});
