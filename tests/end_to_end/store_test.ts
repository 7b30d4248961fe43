import assert from "node:assert/strict";
import { Store } from "../../lib/store/store.ts";
import { TestedStore } from "../history/histories.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { FrameClient } from "../support/frame_client.ts";
import { metricsUrl, scrape, scrapeUntil } from "../support/scrape.ts";
import { refused, ServerProcess } from "../support/server_process.ts";
import { retried } from "../support/retried.ts";
import { exportStore } from "../support/store_command.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

/** Sends messages to a channel and waits until the server has confirmed them. */
async function say(client: Awaited<ReturnType<typeof logIn>>, channel: string, ...texts: string[]) {
  await client.say(texts.map((body) => line("message", { destination: channel, body })).join(""));
  for (const answer of await client.hear(texts.length)) {
    assert.equal(JSON.parse(answer).action, "delivered", answer);
  }
}

Deno.test("a server that is killed loses nothing that it has confirmed, however often", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  const confirmed: string[] = [];
  for (let round = 0; round < 5; round++) {
    await using server = await ServerProcess.start("--store", file);
    await using ann = await logIn(server.port, "ann", "#tea");
    if (round > 0) await ann.say(line("join", { destination: "#tea" }));
    if (round > 0) await ann.hear(1);
    // Many messages are on their way when the server ends.
    const texts = Array.from({ length: 500 }, (_, index) => `${round}.${index}`);
    await ann.say(texts.map((body) => line("message", { destination: "#tea", body })).join(""));
    await ann.hear(1 + 50 * round);
    await server.stop("SIGKILL");
    const heard = (await ann.rest()).split("\n").filter((line) => line.includes('"delivered"'));
    confirmed.push(...texts.slice(0, 1 + 50 * round + heard.length));
    const saved = (await exportStore(file)).map(({ text }) => text);
    assert.deepEqual(confirmed.filter((text) => !saved.includes(text)), [], `round ${round}`);
    assert.equal(new Set(saved).size, saved.length);
  }
});

Deno.test("a server that is killed loses nothing that others saw 100 ms ago", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  let round = 0;
  const killAndCompare = async () => {
    round++;
    await using server = await ServerProcess.start("--store", file);
    await using ann = await FrameClient.creator(server.port, "Ann", `tea${round}`);
    await server.log.waitFor(/is Ann/);
    await using bob = await FrameClient.connect(server.port, "Bob", `/join tea${round}`);
    await ann.hear(1);
    const seen: { readonly text: string; readonly at: number }[] = [];
    while (seen.length < 2 || performance.now() - seen[0]!.at < 300) {
      const text = `${round}.${seen.length}`;
      await ann.say(text);
      assert((await bob.hear(1))[0]!.includes(text));
      seen.push({ text, at: performance.now() });
    }
    const killedAt = performance.now();
    await server.stop("SIGKILL");
    const saved = (await exportStore(file)).map(({ text }) => text);
    const early = seen.filter(({ at }) => at < killedAt - 100).map(({ text }) => text);
    assert(early.length > 0);
    assert.deepEqual(early.filter((text) => !saved.includes(text)), []);
  };
  for (let count = 0; count < 3; count++) await retried(killAndCompare);
});

Deno.test("channels that have messages are there again after a restart, in their order", async () => {
  using folder = new TemporaryFolder();
  const flags = ["--store", folder.file("chat.db")];
  {
    await using server = await ServerProcess.start(...flags);
    await using ann = await logIn(server.port, "ann", "#tea");
    await say(ann, "#tea", "hi");
    await ann.say(
      line("create", { destination: "#empty" }) + line("create", { destination: "#caf\u00e9" }),
    );
    await ann.hear(2);
    await say(ann, "#caf\u00e9", "hello");
    assert.equal(await server.stop(), 0);
  }
  await using server = await ServerProcess.start(...flags, "--max-channels", "2");
  await using bob = await logIn(server.port, "bob");
  await bob.say(line("channels"));
  assert.deepEqual(JSON.parse((await bob.hear(1))[0]!).body, ["#tea", "#caf\u00e9"]);
});

Deno.test("a channel that makes room for another one loses its messages", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  await using server = await ServerProcess.start("--store", file, "--max-channels", "1");
  await using ann = await logIn(server.port, "ann", "#tea");
  await say(ann, "#tea", "hi");
  await ann.say(line("leave", { destination: "#tea" }));
  await ann.hear(1);
  await using bob = await logIn(server.port, "bob", "#cake");
  await say(bob, "#cake", "hello");
  assert.deepEqual((await exportStore(file)).map(({ text }) => text), ["hello"]);
});

Deno.test("ids grow over restarts, also when the clock was set back", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  const last = { id: 8e15, time: 0, sender: "ann", text: "from the future" };
  {
    using earlier = new TestedStore(new Store(file));
    earlier.history.add("tea", last);
  }
  await using server = await ServerProcess.start("--store", file);
  await using ann = await logIn(server.port, "ann");
  await ann.say(line("join", { destination: "#tea" }));
  await ann.hear(1);
  await say(ann, "#tea", "now");
  const ids = (await exportStore(file)).map(({ id }) => id);
  assert(ids.length === 2 && ids[1]! > 8e15, ids.join());
});

Deno.test("with --history 0 nothing is kept, and what was kept before goes", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  {
    await using server = await ServerProcess.start("--store", file);
    await using ann = await logIn(server.port, "ann", "#tea");
    await say(ann, "#tea", "an old secret");
  }
  assert.equal((await exportStore(file)).length, 1);
  await using server = await ServerProcess.start(
    "--store",
    file,
    "--history",
    "0",
    "--metrics",
    "0",
  );
  await using bob = await logIn(server.port, "bob", "#cake");
  await say(bob, "#cake", "a new secret");
  const url = await metricsUrl(server);
  while ((await exportStore(file)).length > 0) await scrape(url);
  assert.equal(await server.stop(), 0);
  const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(file));
  assert(!bytes.includes("secret"));
});

Deno.test("the metrics have the store only if there is one", async () => {
  using folder = new TemporaryFolder();
  await using without = await ServerProcess.start("--metrics", "0");
  assert.equal(
    (await scrape(await metricsUrl(without))).samples.has("parley_store_file_bytes"),
    false,
  );
  await using server = await ServerProcess.start(
    ...["--metrics", "0", "--store", folder.file("chat.db")],
  );
  await using ann = await logIn(server.port, "ann", "#tea");
  await say(ann, "#tea", "hi");
  const metrics = await scrapeUntil(
    await metricsUrl(server),
    (now) => now.value("parley_store_waiting_messages") === 0,
  );
  assert(metrics.value("parley_store_file_bytes") > 4096);
  assert(metrics.value("parley_store_log_bytes") > 0);
  assert.equal(metrics.value("parley_store_lost_messages_total"), 0);
  assert.equal(metrics.value("parley_store_failures_total"), 0);
});

Deno.test("a second server on the same file ends with the reason", async () => {
  using folder = new TemporaryFolder();
  const file = folder.file("chat.db");
  await using _server = await ServerProcess.start("--store", file);
  assert.deepEqual(await refused("-a", "127.0.0.1", "--store", file), {
    code: 1,
    error: `Cannot open the store "${file}": another server is using it\n`,
  });
});

Deno.test("the flags of server.ts store are refused without it, and wrong values of its own flags", async () => {
  const cases: [args: string[], error: RegExp][] = [
    [["--user", "bob"], /^Cannot use --user without a subcommand: it is for store/],
    [["--store"], /^Cannot use --store without a value/],
    [["--store", ""], /^Cannot use "" for --store: the value is empty/],
    [["--history", "many"], /^Cannot use "many" for --history/],
    [["--history", "-1"], /^Cannot use --history without a value/],
    [["--history-days", "0"], /^Cannot use "0" for --history-days/],
  ];
  for (const [args, error] of cases) {
    const result = await refused(...args);
    assert.equal(result.code, 2, args.join(" "));
    assert.match(result.error, error);
  }
});
