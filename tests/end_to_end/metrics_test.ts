import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { FRAME_SIZE } from "../../lib/framing/fixed_frames.ts";
import { CrdsProcess, refusedByCrds } from "../support/crds_process.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { metricsUrl, scrapeUntil } from "../support/scrape.ts";
import { refused, ServerProcess } from "../support/server_process.ts";
import { WITH_SIGNALS } from "../support/with_signals.ts";

/** `ulimit -n` needs a shell. */
const ON_LINUX = { ignore: Deno.build.os !== "linux" };

Deno.test("metrics count connections, users, messages, deliveries and bytes of all dialects", async () => {
  await using server = await ServerProcess.start("--metrics", "0");
  const url = await metricsUrl(server);
  await using _silent = await LineClient.connect(server.port);
  await using alice = await FrameClient.connect(server.port, "Alice", "/create tea");
  await server.log.waitFor(/is Alice/);
  await using bob = await FrameClient.connect(server.port, "Bob", "/join tea");
  await alice.hear(1);
  const login = line("login", { source: "Carol" }) + line("join", { destination: "#tea" });
  await using carol = await LineClient.connect(server.port, login);
  const answers = await carol.hear(2);
  const hello = "HELLO-FROM Dave\nSEND Alice hi\n";
  await using dave = await LineClient.connect(server.port, hello);
  answers.push(...await dave.hear(2));
  await alice.say("one", "two", "three");
  const last = line("broadcast", { body: "bye" });
  await carol.say(last);
  // Joins, then the messages to the channel, to one user and to all users.
  answers.push(...await carol.hear(3 + 2), ...await dave.hear(1));
  await alice.hear(1 + 1 + 1);
  await bob.hear(1 + 3 + 1);

  const sent = (1 + 3 + 5) * FRAME_SIZE + answers.join("\n").length + 1;
  const metrics = await scrapeUntil(url, (now) => now.value("parley_sent_bytes_total") === sent);
  const expected = {
    'parley_connections{dialect="none"}': 1,
    'parley_connections{dialect="channel"}': 2,
    'parley_connections{dialect="direct"}': 1,
    'parley_connections{dialect="messenger"}': 1,
    parley_connections_total: 5,
    parley_accept_errors_total: 0,
    parley_internal_errors_total: 0,
    parley_users: 4,
    parley_channels: 1,
    parley_messages_total: 5,
    parley_deliveries_total: 3 * 2 + 1 + 3,
    parley_received_bytes_total: 7 * FRAME_SIZE + login.length + hello.length + last.length,
    parley_backlog_bytes: 0,
    'parley_dropped_total{reason="too far behind"}': 0,
    [`parley_build_info{version="${config.version}"}`]: 1,
  };
  for (const [sample, value] of Object.entries(expected)) {
    assert.equal(metrics.value(sample), value, sample);
  }
  const age = Date.now() / 1000 - metrics.value("process_start_time_seconds");
  assert(age > 0 && age < 600, `${age} s`);
  assert(metrics.value("process_resident_memory_bytes") > metrics.value("process_heap_bytes"));
  // The number of open files is missing: Deno reveals it only to programs with all permissions.

  bob.conn.close();
  const later = await scrapeUntil(url, (now) => now.value("parley_users") === 3);
  assert.equal(later.value('parley_connections{dialect="channel"}'), 1);
  assert.equal(later.value("parley_connections_total"), 5);
});

Deno.test("metrics show the backlog of a client that stops reading, and then its disconnect", async () => {
  await using server = await ServerProcess.start("--metrics", "0", "--write-timeout", "6");
  const url = await metricsUrl(server);
  const stuck = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await stuck.write(new TextEncoder().encode("HELLO-FROM Stuck\n"));
  await server.log.waitFor(/is Stuck/);
  await using bob = await LineClient.connect(server.port, "HELLO-FROM Bob\n");
  const message = `SEND Stuck ${"x".repeat(100_000)}\n`;
  const dropped = 'parley_dropped_total{reason="too far behind"}';
  let isOver = false;
  const sending = (async () => {
    while (!isOver) await bob.say(message);
  })();
  const full = await scrapeUntil(url, (now) => now.value("parley_backlog_bytes") > 2 ** 20);
  assert.equal(full.value(dropped), 0);
  const free = await scrapeUntil(url, (now) => now.value(dropped) === 1);
  isOver = true;
  await sending;
  assert.equal(free.value("parley_users"), 1);
  assert(free.value("parley_backlog_bytes") < 2 ** 20);
  stuck.close();
});

Deno.test("metrics count a client that the full server refuses as dropped, and not one that leaves", async () => {
  await using server = await ServerProcess.start("--metrics", "0", "--max-clients", "1");
  const url = await metricsUrl(server);
  await using alice = await LineClient.connect(server.port, line("login", { source: "Alice" }));
  await alice.hear(1);
  await using bob = await FrameClient.connect(server.port, "Bob");
  await bob.rest();
  await alice.say(line("logout"));
  await alice.rest();
  const metrics = await scrapeUntil(
    url,
    (now) =>
      now.value("parley_users") === 0 && now.value('parley_connections{dialect="none"}') === 0,
  );
  assert.deepEqual(
    [...metrics.samples].filter(([sample]) => sample.startsWith("parley_dropped_total")),
    [
      ['parley_dropped_total{reason="too far behind"}', 0],
      ['parley_dropped_total{reason="the server is full"}', 1],
    ],
  );
});

Deno.test("metrics show that the server was blocked", WITH_SIGNALS, async () => {
  await using server = await ServerProcess.start("--metrics", "0");
  const url = await metricsUrl(server);
  const late = 'parley_event_loop_lag_seconds_bucket{le="0.5"}';
  const all = "parley_event_loop_lag_seconds_count";
  await scrapeUntil(url, (now) => now.value(all) > 0);
  Deno.kill(server.pid, "SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  Deno.kill(server.pid, "SIGCONT");
  await scrapeUntil(url, (now) => now.value(all) > now.value(late));
});

Deno.test(
  "metrics count failures to accept connections while too many files are open",
  ON_LINUX,
  async () => {
    const maxFiles = 80;
    await using server = await ServerProcess.startAfter(`ulimit -n ${maxFiles}`, "--metrics", "0");
    const url = await metricsUrl(server);
    {
      await using clients = new AsyncDisposableStack();
      for (let count = 0; count < maxFiles; count++) {
        // Those that do not log in would make room.
        clients.use(await LineClient.connect(server.port, `HELLO-FROM ${count}\n`));
      }
      await server.log.waitFor(/^Cannot accept a connection: .*\n/m);
      // The log has one line for all attempts until now.
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    await server.log.waitFor(/^Accepting connections again\n/m);
    const { text } = server.log;
    const first = text.slice(0, text.indexOf("Accepting connections again"));
    assert.equal(first.match(/^Cannot accept/gm)?.length, 1);
    const after = await scrapeUntil(
      url,
      (now) => now.value('parley_connections{dialect="none"}') === 0,
    );
    assert(after.value("parley_accept_errors_total") > 1);
  },
);

Deno.test(
  "healthz returns 200 while the server runs and 503 while it stops",
  WITH_SIGNALS,
  async () => {
    await using server = await ServerProcess.start("--metrics", "127.0.0.1:0");
    const url = (await metricsUrl(server)).replace("/metrics", "/healthz");
    // The server waits for a client that does not close its connection.
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await conn.write(new TextEncoder().encode("HELLO-FROM Alice\n"));
    await server.log.waitFor(/is Alice/);
    const healthy = await fetch(url);
    assert.deepEqual([healthy.status, await healthy.text()], [200, "ok\n"]);
    const stopped = server.stop();
    await server.log.waitFor(/Alice left: server stopped/);
    const stopping = await fetch(url);
    assert.deepEqual([stopping.status, await stopping.text()], [503, "stopping\n"]);
    assert.equal(await stopped, 0);
    conn.close();
  },
);

Deno.test("the metrics server has two read-only pages", async () => {
  await using server = await ServerProcess.start("--metrics", "localhost:0");
  const url = await metricsUrl(server);
  const ask = async (path: string, method = "GET") => {
    const response = await fetch(new URL(path, url), { method });
    return [response.status, response.headers.get("content-type"), await response.text()];
  };
  const text = "text/plain;charset=UTF-8";
  const [status, type] = await ask("/metrics?x=1");
  assert.deepEqual([status, type], [200, "text/plain; version=0.0.4; charset=utf-8"]);
  assert.deepEqual(await ask("/metrics", "HEAD"), [200, type, ""]);
  assert.deepEqual(await ask("/"), [404, text, "not found\n"]);
  assert.deepEqual(await ask("/constructor"), [404, text, "not found\n"]);
  assert.deepEqual(await ask("/metrics", "POST"), [405, text, "method not allowed\n"]);
  assert.deepEqual(await ask("/healthz", "DELETE"), [405, text, "method not allowed\n"]);
});

Deno.test("servers report an address for metrics that they cannot use in one line", async () => {
  await using server = await ServerProcess.start("--metrics", "0");
  const { port } = new URL(await metricsUrl(server));
  for (const refuse of [refused, refusedByCrds]) {
    assert.deepEqual(await refuse("-a", "127.0.0.1", "-p", "0", "--metrics", port), {
      code: 1,
      error: `Cannot listen on 127.0.0.1:${port}: address already in use. ` +
        `Is another server running on port ${port}?\n`,
    });
    for (const address of ["x", "", "1:2:3", "[::1]", "[::1:9464", "70000", ":9464", "a:-1"]) {
      const { code, error } = await refuse("-p", "0", "--metrics", address);
      assert.equal(code, 2, error);
      assert.match(error, /^Cannot use ".*" for .*--metrics: .*[^.]\. See --help\.\nUsage: /);
    }
  }
});

Deno.test("crds serves metrics of connections, rooms and requests", async () => {
  await using server = await CrdsProcess.start("--metrics", "0", "--max-clients", "1");
  const url = await metricsUrl(server);
  await using client = await LineClient.connect(
    server.port,
    "makeroom tea\nmakeroom tea\ngetdir\n",
  );
  await client.hear(4);
  await using second = await LineClient.connect(server.port);
  await second.rest();
  const metrics = await scrapeUntil(
    url,
    (now) => now.samples.has('parley_dropped_total{reason="too-many-clients"}'),
  );
  assert.equal(metrics.value("parley_connections_total"), 2);
  assert.equal(metrics.value("parley_rooms"), 1);
  assert.equal(metrics.value("parley_requests_total"), 3);
  assert(metrics.value("parley_sent_bytes_total") > 0);
  await scrapeUntil(url, (now) => now.value('parley_connections{dialect="directory"}') === 1);
});
