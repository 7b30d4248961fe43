/**
 * Honest clients do not notice others that flood, stall or broadcast. The servers and the sockets are
 * real.
 *
 * @module
 */
import assert from "node:assert/strict";
import { LiveChannel } from "../live/live_channel.ts";
import type { Exposition } from "../monitoring/parse_exposition.ts";
import { withDeadline } from "../support/deadline.ts";
import { FrameClient, frames } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { connectTo } from "../support/raw_client.ts";
import { metricsUrl, scrape, scrapeUntil } from "../support/scrape.ts";
import { ServerProcess } from "../support/server_process.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";

const MIB = 1024 * 1024;
const encode = (text: string) => new TextEncoder().encode(text);
const sleep = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));

/** Opens a connection that sends some bytes and does not read. */
async function connectWithoutReading(port: number, bytes: Uint8Array): Promise<Deno.TcpConn> {
  const conn = await connectTo(port);
  await writeAll(conn, bytes);
  return conn;
}

async function writeAll(conn: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** Writes the same bytes again and again until the connection is closed; returns how many. */
async function flood(conn: Deno.TcpConn, bytes: Uint8Array): Promise<number> {
  let written = 0;
  try {
    for (;;) written += await conn.write(bytes);
  } catch {
    return written;
  }
}

/**
 * Reads and discards everything until the connection is closed; returns how many bytes.
 *
 * @param onRead Gets the number of bytes so far.
 */
async function discard(
  conn: Deno.TcpConn,
  onRead: (bytes: number) => void = () => {},
): Promise<number> {
  const buffer = new Uint8Array(256 * 1024);
  let read = 0;
  try {
    for (;;) {
      const count = await conn.read(buffer);
      if (count === null) return read;
      read += count;
      onRead(read);
    }
  } catch {
    return read;
  }
}

Deno.test("a client that reads half a megabyte a second is flooded in private and loses nothing", async () => {
  await using server = await ServerProcess.start();
  await using sender = await LineClient.connect(server.port, "HELLO-FROM sender\n");
  await sender.hear(1);
  using reader = await connectWithoutReading(server.port, encode("HELLO-FROM reader\n"));
  await server.log.waitFor(/is reader/);

  const start = performance.now();
  const isOver = () => performance.now() - start > 8000;
  let sent = 0;
  const sending = (async () => {
    const batch = () =>
      Array.from({ length: 100 }, () => `SEND reader ${String(sent++).padEnd(1000, "x")}\n`);
    while (!isOver()) await writeAll(sender.conn, encode(batch().join("")));
  })();

  let text = "";
  let received = 0;
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(64 * 1024);
  const expectNext = (line: string) => {
    if (line === "HELLO reader") return;
    assert.equal(line, `DELIVERY sender ${String(received++).padEnd(1000, "x")}`);
  };
  const receive = async () => {
    const count = await reader.read(buffer);
    assert(count !== null, "the server has disconnected the reader");
    const lines = (text + decoder.decode(buffer.subarray(0, count))).split("\n");
    text = lines.pop()!;
    lines.forEach(expectNext);
  };
  while (!isOver()) {
    await receive();
    await sleep(buffer.length / 500);
  }
  let hasSent = false;
  const done = sending.then(() => hasSent = true);
  while (!hasSent || received < sent) {
    await withDeadline(receive(), () => `only ${received} of ${sent} messages have arrived`);
  }
  await done;
  assert.doesNotMatch(server.log.text, / left: /);
  // The reader was flooded indeed: with more than it could read at its pace.
  assert(sent > 4500, `${sent} messages`);
});

Deno.test("a user who broadcasts without a pause to 300 others disconnects none, and delays none for long", async () => {
  await using server = await ServerProcess.start("--max-per-address=0");
  await using channel = await LiveChannel.open({ port: server.port, pauseMs: 20 });
  const readers: Deno.TcpConn[] = [];
  const reading: Promise<number>[] = [];
  const behind = new Set<number>();
  const allHaveRead = Promise.withResolvers<void>();
  for (let count = 0; count < 300; count++) {
    const bytes = count % 2 ? frames(`reader ${count}`) : encode(`HELLO-FROM reader-${count}\n`);
    const conn = await connectWithoutReading(server.port, bytes);
    readers.push(conn);
    behind.add(count);
    reading.push(discard(conn, (bytes) => {
      if (bytes >= 200 * 50) behind.delete(count);
      if (behind.size === 0) allHaveRead.resolve();
    }));
  }
  await server.log.waitFor(/is reader 299 /);
  const broadcaster = await connectWithoutReading(server.port, frames("loud"));
  const flooding = flood(broadcaster, frames(...Array(100).fill("/broadcast hello everybody")));
  await sleep(5000);
  await channel.exchange(20);
  await channel.settle();
  await withDeadline(allHaveRead.promise, () => `${behind.size} have read next to nothing`);
  assert.doesNotMatch(server.log.text, / left: /);
  broadcaster.close();
  await flooding;
  for (const conn of readers) conn.close();
  await Promise.all(reading);
});

for (const leave of ["/leave ", "/create room"]) {
  Deno.test({
    name:
      `a member that stops reading and sends ${leave.trim()} does not keep the channel in memory`,
    ignore: Deno.build.os !== "linux",
    async fn() {
      await using server = await ServerProcess.start("--rate=0", "--metrics", "127.0.0.1:0");
      const url = await metricsUrl(server);
      const { port } = server;
      await using alice = await FrameClient.connect(port, "alice", "/create tea", "/oops");
      await alice.hear(1);
      const stack = new DisposableStack();
      const stalled = [];
      for (let count = 0; count < 10; count++) {
        const bytes = frames(`stalled ${count}`, "/join tea");
        stalled.push(stack.use(await connectWithoutReading(port, bytes)));
      }
      await alice.hear(10);
      const reader = stack.use(await connectWithoutReading(port, frames("reader", "/join tea")));
      const reading = discard(reader);
      await alice.hear(1);
      const batch = frames(...Array(1000).fill("x".repeat(190)));
      // More than the system's buffers hold.
      for (let sent = 0; sent < 12 * MIB; sent += batch.length) await alice.write(batch);
      for (const [number, conn] of stalled.entries()) await writeAll(conn, frames(leave + number));
      // They leave before they are disconnected.
      await withDeadline(alice.hear(10), () => "The stalled members did not leave");
      for (let sent = 0; sent < 200 * MIB; sent += batch.length) await alice.write(batch);
      await alice.say("/oops");
      await alice.hear(1);
      const metrics = await scrape(url);
      const memory = Math.round(metrics.value("process_resident_memory_bytes") / MIB);
      stack.dispose();
      assert(await reading > 150 * MIB);
      assert(memory < 150, `the server uses ${memory} MiB`);
    },
  });
}

Deno.test("a client that is being disconnected is not read faster than its rate", async () => {
  await using server = await ServerProcess.start("--rate=1000000", "--metrics", "127.0.0.1:0");
  const url = await metricsUrl(server);
  const login = `{"action":"login","source":"mallory","destination":"","body":""}\n`;
  const logout = `{"action":"logout","source":"","destination":"","body":""}\n`;
  const conn = await connectWithoutReading(server.port, encode(login + logout));
  await server.log.waitFor(/mallory left: logged out/);
  const start = performance.now();
  const flooding = flood(conn, new Uint8Array(MIB).fill(0x20));
  const received = (metrics: Exposition) => metrics.value("parley_received_bytes_total");
  await scrapeUntil(url, (metrics) => received(metrics) > 1_000_000);
  await sleep(2500);
  const bytes = received(await scrape(url));
  const seconds = (performance.now() - start) / 1000;
  // One second's bytes may come at once.
  assert(bytes < 1_000_000 * (seconds + 1.5), `${bytes} bytes in ${seconds} s`);
  // It is disconnected for good, although it goes on sending.
  await withDeadline(flooding, () => "The server did not close the connection");
  conn.close();
});

Deno.test("a channel does not wait for a member that is flooded in private and does not read", async () => {
  await using server = await ServerProcess.start();
  const { port } = server;
  await using alice = await FrameClient.connect(port, "alice", "/create tea", "/oops");
  await alice.hear(1);
  await using bob = await FrameClient.connect(port, "bob", "/join tea");
  await alice.hear(1);
  using mallory = await connectWithoutReading(port, frames("mallory", "/join tea"));
  await alice.hear(1);
  await bob.hear(1);
  const eve = await connectWithoutReading(port, encode("HELLO-FROM eve\n"));
  const text = `SEND mallory ${"x".repeat(10_000)}\n`.repeat(20);
  const flooding = Promise.all([flood(eve, encode(text)), discard(eve)]);
  await sleep(1500);
  const start = performance.now();
  for (let count = 0; count < 30; count++) {
    await alice.say(`number ${count}`);
    assert.deepEqual(await bob.hear(1), [`[alice] number ${count}`]);
    await bob.say("/broadcast seen");
    assert.deepEqual(await alice.hear(1), ["[bob to all] seen"]);
    if (count < 5) await sleep(200);
  }
  const duration = performance.now() - start;
  // Broadcasts may wait for ten seconds in all. A channel that waits does so for twenty at least.
  assert(duration < 18_000, `took ${duration} ms`);
  eve.close();
  await flooding;
  mallory.close();
});

Deno.test(
  "a server that was stopped for five seconds dismisses nobody because of that",
  WITH_SIGNALS,
  async () => {
    await using server = await ServerProcess.start("--write-timeout=4", "--login-timeout=4");
    const { port } = server;
    await using alice = await FrameClient.connect(port, "alice", "/create tea", "/oops");
    await alice.hear(1);
    using slow = await connectWithoutReading(port, frames("slow", "/join tea"));
    await alice.hear(1);
    const batch = frames(...Array(1000).fill("x".repeat(190)));
    for (let sent = 0; sent < 8 * MIB; sent += batch.length) await alice.write(batch);
    using late = await connectTo(port);
    await sleep(600);
    assert.doesNotMatch(server.log.text, / left: /);
    Deno.kill(server.pid, "SIGSTOP");
    // Both of them do in the meantime what the server waits for.
    await writeAll(late, frames("late", "/join tea"));
    const reading = discard(slow);
    await sleep(5000);
    Deno.kill(server.pid, "SIGCONT");
    assert.deepEqual(await alice.hear(1), ["late has joined"]);
    await sleep(1500);
    assert.doesNotMatch(server.log.text, / left: /);
    await alice.say("bye");
    slow.close();
    assert(await reading >= 8 * MIB);
  },
);
