import assert from "node:assert/strict";
import { connect } from "node:net";
import { FixedFrames, frameText } from "../../lib/framing/fixed_frames.ts";
import { frame, FrameClient, frames } from "../support/frame_client.ts";
import { refused, ServerProcess } from "../support/server_process.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";

Deno.test("server logs its address, and each client that connects, logs in and leaves", async () => {
  await using server = await ServerProcess.start();
  {
    await using client = await FrameClient.connect(server.port, "Ali\x1bce");
    await server.log.waitFor(
      /^127\.0\.0\.1:\d+ connected\n127\.0\.0\.1:\d+ is Ali_ce \(channel\)\n$/,
    );
    client.conn.close();
  }
  await server.log.waitFor(/127\.0\.0\.1:\d+ Ali_ce left: disconnected\n$/);
  assert.equal(
    server.output.text,
    `Server is on: listening on 127.0.0.1:${server.port}\n` +
      `Join in a browser: http://127.0.0.1:${server.port}/\n` +
      `Join with: deno run -A client.ts 127.0.0.1:${server.port}\n`,
  );
});

Deno.test("server with --quiet logs nothing about clients", async () => {
  await using server = await ServerProcess.start("--quiet");
  await using client = await FrameClient.connect(server.port, "Alice", "hello");
  await client.hear(1);
  await server.stop();
  assert.equal(server.log.text, "");
});

Deno.test("server conducts the conversation of the contract over real sockets", async () => {
  await using server = await ServerProcess.start();
  await using alice = await FrameClient.creator(server.port, "Alice", "tea\n");
  await using bob = await FrameClient.connect(server.port, "Bob", "/list", "hello");
  assert.deepEqual(await bob.hear(2), [
    "tea",
    "Not currently in any channel. Must join a channel before sending messages.",
  ]);
  await bob.say("/join tea", "hi there");
  assert.deepEqual(await alice.hear(2), ["Bob has joined", "[Bob] hi there"]);
  await alice.say("welcome");
  assert.deepEqual(await bob.hear(1), ["[Alice] welcome"]);
  bob.conn.close();
  assert.deepEqual(await alice.hear(1), ["Bob has left"]);
});

Deno.test("a client that is cut off, reset or silent, or sends blanks, does not disturb others", async () => {
  await using server = await ServerProcess.start();
  await using alice = await FrameClient.creator(server.port, "Alice", "tea");
  await using bob = await FrameClient.connect(server.port, "Bob", "/join tea");
  await alice.hear(1);

  const cut = await FrameClient.connect(server.port, "Cut", "/join tea");
  await cut.write(frame("half of a message").subarray(0, 100));
  assert.deepEqual(await alice.hear(1), ["Cut has joined"]);
  await cut[Symbol.asyncDispose]();
  assert.deepEqual(await alice.hear(1), ["Cut has left"]);

  const reset = connect(server.port, "127.0.0.1");
  reset.write(frames("Reset", "/join tea"));
  assert.deepEqual(await alice.hear(1), ["Reset has joined"]);
  reset.resetAndDestroy();
  assert.deepEqual(await alice.hear(1), ["Reset has left"]);
  await server.log.waitFor(/Reset left: connection reset\n/);

  await using silent = await FrameClient.connect(server.port);
  await silent.write(frame("Silent").subarray(0, 100));

  const flood = await FrameClient.connect(server.port, "Flood", "/join tea");
  await flood.write(frames(...Array.from({ length: 5000 }, () => "")));
  assert.deepEqual(await alice.hear(1), ["Flood has joined"]);
  await flood[Symbol.asyncDispose]();
  assert.deepEqual(await alice.hear(1), ["Flood has left"]);

  await bob.say("all well");
  assert.deepEqual(await alice.hear(1), ["[Bob] all well"]);
});

Deno.test("a client that half-closes its connection still gets the replies", async () => {
  await using server = await ServerProcess.start();
  await using client = await FrameClient.connect(server.port, "Alice", "/create tea", "/list");
  await client.conn.closeWrite();
  assert.deepEqual(await client.rest(), ["tea"]);
});

Deno.test("a flood from ten senders reaches all members, in the order of each sender", async () => {
  const [senders, members, each] = [10, 1000, 10];
  await using server = await ServerProcess.start("--quiet");
  await using rest = new AsyncDisposableStack();
  const all = [rest.use(await FrameClient.creator(server.port, "s0", "tea"))];
  const order: string[] = [];
  // In crowds, because each member hears all later joins; no larger than the queue of new connections.
  for (const crowd = 111; all.length < members;) {
    const joining = Array.from({ length: crowd }, (_, at) => `s${all.length + at}`);
    const clients = joining.map((name) => FrameClient.connect(server.port, name, "/join tea"));
    for (const client of await Promise.all(clients)) all.push(rest.use(client));
    order.push(...await all[0]!.hear(crowd));
  }
  await Promise.all(
    all.slice(0, senders).map((client, sender) =>
      client.say(...Array.from({ length: each }, (_, count) => `${sender} ${count}`))
    ),
  );
  await Promise.all(all.map(async (client, index) => {
    const isSender = index < senders;
    const joins = index === 0 ? 0 : members - 2 - order.indexOf(`s${index} has joined`);
    const heard = await client.hear(joins + (senders - (isSender ? 1 : 0)) * each);
    const next = new Map<string, number>();
    for (const text of heard.slice(joins)) {
      const [, from, sender, count] = /^\[(s\d+)\] (\d+) (\d+)$/.exec(text)!;
      assert.equal(from, `s${sender}`);
      assert.equal(Number(count), next.get(from!) ?? 0);
      next.set(from!, Number(count) + 1);
    }
    assert.equal(next.size, senders - (isSender ? 1 : 0));
  }));
});

Deno.test("a member that stops reading is disconnected, and the others get every message", async () => {
  await using server = await ServerProcess.start();
  const alice = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await alice.write(frames("Alice", "/create tea"));
  await server.log.waitFor(/is Alice/);
  const stuck = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await stuck.write(frames("Stuck", "/join tea"));
  await server.log.waitFor(/is Stuck/);
  await using bob = await FrameClient.connect(server.port, "Bob", "/join tea");
  // More than the buffers of the system hold.
  const [batches, size] = [600, 500];
  const batch = frames(...Array.from({ length: size }, (_, index) => `${index}`));
  const sending = (async () => {
    for (let count = 0; count < batches; count++) await bob.write(batch);
  })();
  const heard = { joined: 0, left: 0, messages: 0 };
  const splitter = new FixedFrames();
  const buffer = new Uint8Array(256 * 1024);
  while (heard.messages < batches * size) {
    const count = await alice.read(buffer);
    assert(count !== null, "Alice was dropped");
    splitter.push(buffer.subarray(0, count), (bytes) => {
      const text = frameText(bytes);
      if (text.endsWith(" has joined")) heard.joined++;
      else if (text === "Stuck has left") heard.left++;
      else assert.equal(text, `[Bob] ${heard.messages++ % size}`);
    });
  }
  await sending;
  assert.deepEqual([heard.joined, heard.left], [2, 1]);
  await server.log.waitFor(/Stuck left: too far behind\n/);
  alice.close();
  stuck.close();
});

Deno.test(
  "on a signal, server sends all queued messages, closes connections and exits with 0",
  WITH_SIGNALS,
  async () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      await using server = await ServerProcess.start();
      await using alice = await FrameClient.creator(server.port, "Alice", "tea");
      await using bob = await FrameClient.connect(server.port, "Bob", "/join tea");
      await alice.hear(1);
      await bob.say(...Array.from({ length: 1000 }, (_, index) => `${index}`), "/oops");
      // The reply proves that the server has read everything.
      await bob.hear(1);
      const stopped = server.stop(signal);
      assert.deepEqual(
        await alice.rest(),
        Array.from({ length: 1000 }, (_, index) => `[Bob] ${index}`),
      );
      await bob.rest();
      assert.equal(await stopped, 0);
    }
  },
);

Deno.test(
  "server stops even if a client neither reads nor closes its connection",
  WITH_SIGNALS,
  async () => {
    await using server = await ServerProcess.start();
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await conn.write(frames("Alice", "/oops"));
    await server.log.waitFor(/is Alice/);
    assert.equal(await server.stop(), 0);
    conn.close();
  },
);

Deno.test("server reports a wrong command line or a port in use in one line", async () => {
  await using server = await ServerProcess.start();
  assert.deepEqual(await refused("-a", "127.0.0.1", String(server.port)), {
    code: 1,
    error: `Cannot listen on 127.0.0.1:${server.port}: address already in use. ` +
      `Is another server running on port ${server.port}?\n`,
  });
  for (const args of [["70000"], ["abc"], ["-p", "1", "2"], ["--what"], ["--max-clients", "0"]]) {
    const { code, error } = await refused(...args);
    assert.equal(code, 2, error);
    assert.match(error, /^[A-Z].*[^.]\. See --help\.\nUsage: /);
  }
});

Deno.test("server refuses users beyond --max-clients", async () => {
  await using server = await ServerProcess.start("--max-clients", "1");
  await using alice = await FrameClient.connect(server.port, "Alice", "/list", "hi");
  await alice.hear(1);
  await using bob = await FrameClient.connect(server.port, "Bob");
  assert.deepEqual(await bob.rest(), ["The server is full. Please try again later."]);
});
