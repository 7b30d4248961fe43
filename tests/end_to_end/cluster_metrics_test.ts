import assert from "node:assert/strict";
import { line, logIn } from "../support/messenger_peer.ts";
import { HAS_NATS, NatsServer } from "../support/nats_server.ts";
import { metricsUrl, scrape, scrapeUntil } from "../support/scrape.ts";
import { ServerProcess } from "../support/server_process.ts";

const options = { ignore: !HAS_NATS };

Deno.test("the metrics of a server alone have nothing of a cluster", async () => {
  await using server = await ServerProcess.start("--metrics", "0");
  const { types } = await scrape(await metricsUrl(server));
  assert.deepEqual([...types.keys()].filter((name) => name.includes("cluster")), []);
});

Deno.test("the metrics follow a cluster through the loss of NATS", options, async () => {
  await using nats = await NatsServer.start();
  const flags = ["--metrics", "0", "--cluster", nats.url];
  await using first = await ServerProcess.start(...flags);
  await using second = await ServerProcess.start(...flags);
  const url = await metricsUrl(first);
  await using ann = await logIn(first.port, "ann", "#tea");
  await using ben = await logIn(second.port, "ben");
  await ben.say(line("join", { destination: "#tea" }));
  await ben.hear(1);
  await ben.say(line("message", { destination: "#tea", body: "hi" }));
  await ann.hear(1);
  const before = await scrapeUntil(url, (now) => now.value("parley_cluster_users") === 2);
  assert.equal(before.value("parley_users"), 1);
  assert.equal(before.value("parley_cluster_servers"), 2);
  assert.equal(before.value("parley_cluster_away"), 0);
  for (const what of ["messages", "bytes"]) {
    for (const way of ["received", "sent"]) {
      assert(before.value(`parley_cluster_${way}_${what}_total`) > 0, `${way} ${what}`);
    }
  }
  await nats.kill();
  await ann.say(line("message", { destination: "#tea", body: "Is anybody there?" }));
  await scrapeUntil(url, (now) => now.value("parley_cluster_pending_bytes") > 0);
  const away = await scrapeUntil(url, (now) => now.value("parley_cluster_away") === 1);
  assert(away.value("parley_cluster_unsent_messages_total") > 0);
  await nats.restart();
  const after = await scrapeUntil(
    url,
    (now) =>
      now.value("parley_cluster_away") === 0 && now.value("parley_cluster_pending_bytes") === 0,
  );
  assert.equal(after.value("parley_cluster_reconnects_total"), 1);
  assert.equal(after.value("parley_cluster_lost_messages_total"), 0);
});
