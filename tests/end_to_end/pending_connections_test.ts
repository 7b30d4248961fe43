import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { connectTo } from "../support/raw_client.ts";
import { metricsUrl, scrapeUntil } from "../support/scrape.ts";
import { ServerProcess } from "../support/server_process.ts";
import { LiveChannel } from "../live/live_channel.ts";

const REASON = "too many connections without a login";

Deno.test("connections that have not logged in make room for new ones, the oldest first", async () => {
  await using server = await ServerProcess.start("--max-pending=3", "--metrics=0");
  const url = await metricsUrl(server);
  await using stack = new AsyncDisposableStack();
  const connect = async (text?: string) =>
    stack.use(await LineClient.connect(server.port, text ?? ""));
  // Users who are logged in do not count, however they did it.
  const alice = await connect("HELLO-FROM alice\n");
  await alice.hear(1);
  const bob = stack.use(await FrameClient.connect(server.port, "bob", "/list", "hi"));
  await bob.hear(1);
  const silent = await connect();
  const typing = await connect(line("users"));
  await typing.hear(1);
  const direct = await connect("LIST\n");
  await direct.hear(1);
  const late = await connect();
  assert.equal(await silent.rest(), "");
  const last = await connect();
  assert.match(await typing.rest(), new RegExp(`^{"action":"goodbye".*"body":"${REASON}"}\n$`));
  await last.say("HELLO-FROM last\n");
  assert.deepEqual(await last.hear(1), ["HELLO last"]);
  // These are still there.
  await direct.say("HELLO-FROM direct\n");
  assert.deepEqual(await direct.hear(1), ["HELLO direct"]);
  await late.say("HELLO-FROM late\nLIST\n");
  assert.deepEqual(await late.hear(2), ["HELLO late", "LIST-OK alice,bob,last,direct,late"]);
  await server.log.waitFor(/^Closed a connection to make room: 3 have not logged in\n/m);
  await server.log.waitFor(new RegExp(`\\(not logged in\\) left: ${REASON}\n`));
  await scrapeUntil(url, (now) => now.value(`parley_dropped_total{reason="${REASON}"}`) === 2);
});

Deno.test("a closed or refused connection leaves its place to others", async () => {
  await using server = await ServerProcess.start("--max-pending=2");
  await using waiting = await LineClient.connect(server.port, "LIST\n");
  await waiting.hear(1);
  for (let count = 0; count < 5; count++) {
    const client = await LineClient.connect(server.port, "LIST\n");
    await client.hear(1);
    await client[Symbol.asyncDispose]();
    await server.log.waitUntil(
      (text) => text.split("left: disconnected").length - 1 > count,
      "the log of a departure",
    );
  }
  await waiting.say("HELLO-FROM alice\n");
  assert.deepEqual(await waiting.hear(1), ["HELLO alice"]);
});

for (const first of ["", "LIST\n", "{", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01", "Name"]) {
  Deno.test(`a crowd that sends ${JSON.stringify(first)} takes no descriptors from others`, {
    // On Linux the runtime needs some 25 descriptors for itself; elsewhere the number differs.
    ignore: Deno.build.os !== "linux",
  }, async () => {
    await using server = await ServerProcess.startAfter("ulimit -n 64", "--metrics=0");
    await using channel = await LiveChannel.open(server);
    using crowd = new DisposableStack();
    for (let count = 0; count < 200; count++) {
      // It does not close its side when the server does.
      const conn = crowd.use(await connectTo(server.port));
      await conn.write(new TextEncoder().encode(first));
    }
    await using alice = await LineClient.connect(server.port, "HELLO-FROM alice\n");
    assert.deepEqual(await alice.hear(1), ["HELLO alice"]);
    await server.log.waitFor(/^Closed a connection to make room: too many open files\n/m);
    await channel.exchange(20);
    await channel.settle();
    const url = await metricsUrl(server);
    await scrapeUntil(url, (now) => now.value("parley_connections_total") > 200);
  });
}
