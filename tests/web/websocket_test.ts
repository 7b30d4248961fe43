import assert from "node:assert/strict";
import { OPCODE } from "../../lib/framing/websocket.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { metricsUrl, scrape } from "../support/scrape.ts";
import { ServerProcess } from "../support/server_process.ts";
import { RawWebSocket, request, UPGRADE } from "../support/web_client.ts";
import { clientFrame } from "../support/websocket_frames.ts";

const { continuation, ping, pong, close } = OPCODE;

/** A line of the messenger dialect, as a message has it. */
const message = (...parts: Parameters<typeof line>) => line(...parts).trimEnd();

const LOGIN = message("login", { source: "ann" });

Deno.test("the handshake is that of RFC 6455", async () => {
  await using server = await ServerProcess.start();
  await using socket = await RawWebSocket.connect(server.port);
  assert.deepEqual(socket.response, {
    status: 101,
    headers: {
      "upgrade": "websocket",
      "connection": "Upgrade",
      "sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    },
    body: "",
  });
});

const HANDSHAKES: readonly (readonly [status: number, fields: Record<string, string>])[] = [
  [101, { ...UPGRADE, "Upgrade": "WebSocket", "Connection": "upgrade" }],
  [101, { ...UPGRADE, "Sec-WebSocket-Extensions": "permessage-deflate" }],
  [426, {}],
  [426, { ...UPGRADE, "Upgrade": "h2c" }],
  [426, { ...UPGRADE, "Connection": "keep-alive" }],
  [426, { ...UPGRADE, "Sec-WebSocket-Version": "8" }],
  [400, { ...UPGRADE, "Content-Length": "5" }],
  [400, { ...UPGRADE, "Transfer-Encoding": "chunked" }],
  [400, { ...UPGRADE, "Connection": "Upgrade, close" }],
  [400, { ...UPGRADE, "Sec-WebSocket-Key": "" }],
  [400, { ...UPGRADE, "Sec-WebSocket-Key": "c2hvcnQ=" }],
  [400, { ...UPGRADE, "Sec-WebSocket-Key": "!".repeat(22) + "==" }],
];

Deno.test("a request that cannot become a WebSocket is told what is missing", async () => {
  await using server = await ServerProcess.start();
  for (const [status, fields] of HANDSHAKES) {
    if (status === 101) {
      await using socket = await RawWebSocket.connect(server.port, { fields });
      assert.equal(socket.response!.status, 101);
      assert(!("sec-websocket-extensions" in socket.response!.headers));
      continue;
    }
    const response = await request(server.port, "/chat", fields);
    assert.equal(response.status, status, JSON.stringify(fields));
    assert.equal(response.headers["sec-websocket-version"], status === 426 ? "13" : undefined);
  }
});

Deno.test("users of pages and of programs chat with each other, message by message", async () => {
  await using server = await ServerProcess.start();
  await using bob = await logIn(server.port, "bob", "#tea");
  await using ann = await RawWebSocket.connect(server.port);
  assert.match(await ann.logIn("ann"), /^{"action":"welcome",/);
  await ann.say(message("join", { destination: "#tea" }));
  assert.deepEqual(await ann.hear(1), [
    message("joined", { source: "ann", destination: "#tea" }),
  ]);
  await bob.hear(1);
  await ann.say(message("message", { destination: "#tea", body: "Grüße 👋" }));
  assert.deepEqual(await bob.hear(1), [
    message("message", { source: "ann", destination: "#tea", body: "Grüße 👋" }),
  ]);
  await ann.hear(1);
  await bob.say(line("message", { destination: "#tea", body: "x".repeat(100_000) }));
  await bob.say(line("message", { destination: "ann", body: "psst" }));
  assert.deepEqual(await ann.hear(2), [
    message("message", { source: "bob", destination: "#tea", body: "x".repeat(100_000) }),
    message("message", { source: "bob", destination: "ann", body: "psst" }),
  ]);
  await bob.hear(2);
  await ann.say(message("logout"));
  assert.match((await ann.hear(1))[0]!, /^{"action":"goodbye",/);
  assert.equal(await ann.closeCode(), 1000);
  assert.deepEqual(await bob.hear(1), [message("left", { source: "ann", destination: "#tea" })]);
});

Deno.test("a message may come with the request, in fragments, and byte by byte", async () => {
  await using server = await ServerProcess.start();
  const start = [
    ...clientFrame(LOGIN.slice(0, 20), { isFinal: false }),
    ...clientFrame("there?", { opcode: ping }),
    ...clientFrame(LOGIN.slice(20), { opcode: continuation }),
  ];
  await using ann = await RawWebSocket.connect(server.port, { start });
  assert.match((await ann.hear(1))[0]!, /^{"action":"welcome",/);
  assert.equal(new TextDecoder().decode(await ann.control(pong)), "there?");
  await using bob = await RawWebSocket.connect(server.port);
  const frame = clientFrame(LOGIN.replace("ann", "bob"));
  for (const byte of frame) await bob.send([byte]);
  assert.match((await bob.hear(1))[0]!, /^{"action":"welcome",/);
});

Deno.test("a message is a line of the messenger dialect and of no other", async () => {
  await using server = await ServerProcess.start();
  for (const text of ["HELLO-FROM evil", "LIST", "evil".padEnd(200), "", "GET / HTTP/1.1"]) {
    await using socket = await RawWebSocket.connect(server.port);
    await socket.say(text, LOGIN);
    assert.match((await socket.hear(1))[0]!, /^{"action":"error",/, text);
    assert.match((await socket.hear(1))[0]!, /^{"action":"welcome",/, text);
    await socket.say(message("logout"));
    await socket.closeCode();
  }
});

const BREACHES: readonly (readonly [code: number, note: string, frames: number[]])[] = [
  [1002, "a frame without a mask", clientFrame("hi", { isMasked: false })],
  [1002, "a reserved bit", clientFrame("hi", { reserved: 4 })],
  [1002, "an unknown opcode", clientFrame("hi", { opcode: 3 })],
  [1002, "a continuation of nothing", clientFrame("hi", { opcode: continuation })],
  [1002, "an end with an invalid code", clientFrame([3, 237], { opcode: close })],
  [1003, "a binary message", clientFrame("hi", { opcode: 2 })],
  [1007, "a text that is not UTF-8", clientFrame([0xff])],
  [1009, "a message longer than lines may be", clientFrame("x".repeat(5001))],
  [1009, "a message that would be, however little of it comes", clientFrame("", { length: 5001 })],
];

Deno.test("a breach of the protocol ends that connection with a code, and is logged", async () => {
  await using server = await ServerProcess.start("--max-line=5000", "--metrics=0");
  await using bob = await logIn(server.port, "bob", "#tea");
  for (const [code, note, frames] of BREACHES) {
    await using ann = await RawWebSocket.connect(server.port);
    await ann.logIn("ann");
    await ann.say(message("join", { destination: "#tea" }));
    await bob.hear(1);
    await ann.send([...frames, ...clientFrame(message("broadcast", { body: "ignored" }))]);
    assert.equal(await ann.closeCode(), code, note);
    assert.deepEqual(await bob.hear(1), [message("left", { source: "ann", destination: "#tea" })]);
  }
  await server.log.waitFor(/ ann left: WebSocket failed: a message is longer than 5000 bytes\n/);
  const metrics = await scrape(await metricsUrl(server));
  assert.equal(metrics.value('parley_dropped_total{reason="WebSocket failed"}'), BREACHES.length);
});

Deno.test("a client that closes leaves at once, and is answered with its own code", async () => {
  await using server = await ServerProcess.start();
  await using bob = await logIn(server.port, "bob", "#tea");
  for (const [payload, code] of [[[], 0], [[0x0f, 0xa0], 4000], [[3, 233], 1001]] as const) {
    await using ann = await RawWebSocket.connect(server.port);
    await ann.logIn("ann");
    await ann.say(message("join", { destination: "#tea" }));
    await bob.hear(1);
    await ann.send(clientFrame(payload, { opcode: close }));
    assert.equal(await ann.closeCode(), code);
    await bob.hear(1);
  }
  await server.log.waitFor(/ ann left: disconnected\n/);
});

Deno.test("a stopping server closes WebSockets in order", async () => {
  await using server = await ServerProcess.start();
  await using ann = await RawWebSocket.connect(server.port);
  await ann.logIn("ann");
  const stopped = server.stop();
  assert.equal(await ann.closeCode(), 1000);
  assert.equal(await stopped, 0);
});

Deno.test("a flood of pings is answered, however few of them, and holds up nobody", async () => {
  await using server = await ServerProcess.start();
  await using ann = await RawWebSocket.connect(server.port);
  await ann.logIn("ann");
  const pings = Array.from({ length: 5000 }, () => clientFrame("x", { opcode: ping })).flat();
  await ann.send([...pings, ...clientFrame("last", { opcode: ping })]);
  await using bob = await LineClient.connect(server.port, "HELLO-FROM bob\n");
  assert.deepEqual(await bob.hear(1), ["HELLO bob"]);
  await ann.say(message("channels"));
  assert.match((await ann.hear(1))[0]!, /"channels"/);
  const answers = ann.frames.filter(({ opcode }) => opcode === pong);
  assert(answers.length <= 5001);
  assert.equal(new TextDecoder().decode(answers.at(-1)!.payload), "last");
});

Deno.test("the metrics count WebSockets while they are open", async () => {
  await using server = await ServerProcess.start("--metrics=0");
  const url = await metricsUrl(server);
  const count = async () => (await scrape(url)).value("parley_websockets");
  assert.equal(await count(), 0);
  {
    await using ann = await RawWebSocket.connect(server.port);
    await ann.logIn("ann");
    await using _bob = await logIn(server.port, "bob");
    assert.equal(await count(), 1);
  }
  await server.log.waitFor(/ ann left: /);
  assert.equal(await count(), 0);
});
