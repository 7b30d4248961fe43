import assert from "node:assert/strict";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { connectTo } from "../support/raw_client.ts";
import { ServerProcess } from "../support/server_process.ts";
import { RawWebSocket, UPGRADE } from "../support/web_client.ts";
import { clientFrame, serverFrames, serverMessages } from "../support/websocket_frames.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const REQUEST = [
  "GET /chat HTTP/1.1",
  "Host: localhost",
  ...Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}`),
  "",
  "",
].join("\r\n");

/** Opens a WebSocket that sends lines of the messenger dialect and does not read. */
async function connectWithoutReading(port: number, ...lines: string[]): Promise<Deno.TcpConn> {
  const conn = await connectTo(port);
  const frames = lines.flatMap((line) => clientFrame(line.trimEnd()));
  await conn.write(Uint8Array.of(...encode(REQUEST), ...frames));
  return conn;
}

/** Returns the messages that a WebSocket has got until the server closed it. */
async function drain(conn: Deno.TcpConn): Promise<{ messages: string[]; last: number[] }> {
  const bytes = new Uint8Array(await new Response(conn.readable).arrayBuffer());
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 1000)).indexOf("\r\n\r\n") + 4;
  const { frames, rest } = serverFrames(bytes.subarray(head));
  assert.equal(rest.length, 0, "part of a frame");
  const { opcode, payload } = frames.at(-1)!;
  return { messages: serverMessages(frames), last: [opcode, ...payload] };
}

for (
  const [flag, reason] of [
    // Alice and Bob share a process that may have to wait for the processor.
    ["--write-timeout=4", "stopped reading"],
    ["--backlog-limit=65536", "too far behind"],
  ] as const
) {
  Deno.test(`a page that stops reading is disconnected and told why: ${flag}`, async () => {
    await using server = await ServerProcess.start(flag);
    await using alice = await logIn(server.port, "alice", "#tea");
    const conn = await connectWithoutReading(
      server.port,
      line("login", { source: "stuck" }),
      line("join", { destination: "#tea" }),
    );
    await alice.hear(1);
    await using bob = await logIn(server.port, "bob");
    await bob.say(line("join", { destination: "#tea" }));
    await alice.hear(1);
    const text = "x".repeat(1000);
    const flood = line("message", { destination: "#tea", body: text }).repeat(1000);
    // More than the buffers of the system hold. Alice gets all of it.
    for (let count = 0; count < 16; count++) await bob.say(flood);
    await server.log.waitFor(new RegExp(`stuck left: ${reason}\\n`));
    const heard = await alice.hear(16_001);
    const others = heard.filter((line) => !line.includes('"source":"bob"'));
    assert.deepEqual(others, [line("left", { source: "stuck", destination: "#tea" }).trimEnd()]);
    const { messages, last } = await drain(conn);
    const { action, body } = JSON.parse(messages.at(-1)!);
    assert.deepEqual([action, body], ["goodbye", reason]);
    assert.deepEqual(last, [8, 3, 232]);
  });
}

Deno.test("a page that reads slowly gets every message, whole and in order", async () => {
  await using server = await ServerProcess.start();
  const conn = await connectWithoutReading(server.port, line("login", { source: "slow" }));
  await server.log.waitFor(/ is slow \(messenger\)\n/);
  await using bob = await LineClient.connect(server.port, line("login", { source: "bob" }));
  await bob.hear(1);
  const count = 3000;
  const text = (at: number) => `${at} ${"ü".repeat(1000)}`;
  const sending = (async () => {
    for (let at = 0; at < count; at++) {
      await bob.say(line("message", { destination: "slow", body: text(at) }));
    }
    await bob.hear(count);
    await bob.say(line("message", { destination: "slow", body: "the end" }));
  })();
  const all: Uint8Array[] = [];
  const buffer = new Uint8Array(50_000);
  const hasEnd = () =>
    all.slice(-2).some((bytes) => new TextDecoder().decode(bytes).includes("the end"));
  while (!hasEnd()) {
    const count = await conn.read(buffer);
    all.push(buffer.slice(0, count!));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await sending;
  const bytes = new Uint8Array(await new Blob(all as BlobPart[]).arrayBuffer());
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 1000)).indexOf("\r\n\r\n") + 4;
  const messages = serverMessages(serverFrames(bytes.subarray(head)).frames).slice(1);
  const bodies = messages.map((line) => JSON.parse(line).body);
  assert.deepEqual(bodies, [...Array.from({ length: count }, (_, at) => text(at)), "the end"]);
  conn.close();
});

Deno.test("a page that sends more than --rate is slowed down and loses nothing", async () => {
  await using server = await ServerProcess.start("--rate=1000000");
  await using bob = await logIn(server.port, "bob");
  await using ann = await RawWebSocket.connect(server.port);
  await ann.logIn("ann");
  const start = performance.now();
  const lines = Array.from(
    { length: 300 },
    (_, at) => line("message", { destination: "bob", body: String(at).padStart(10_000, "x") }),
  );
  await ann.say(...lines.map((line) => line.trimEnd()));
  assert.deepEqual(
    (await bob.hear(300)).map((line) => Number(JSON.parse(line).body.replaceAll("x", ""))),
    Array.from({ length: 300 }, (_, at) => at),
  );
  // The bytes of one second arrive at once, and the rest at the rate.
  assert(performance.now() - start > 1000 * (lines.join("").length / 1_000_000 - 1.1));
});
