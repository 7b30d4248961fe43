import assert from "node:assert/strict";
import { LineClient } from "../support/line_client.ts";
import { ListeningProcess, startListening } from "../support/listening_process.ts";
import { metricsUrl, scrapeUntil } from "../support/scrape.ts";
import { TextOutput } from "../support/text_output.ts";

/** A server whose sessions have bugs. */
class BuggyServer extends ListeningProcess {
  static command(...flags: string[]): string[] {
    const program = `${import.meta.dirname}/fixture_buggy_server.ts`;
    const run = [Deno.execPath(), "run", "--no-prompt", "--allow-net"];
    return [...run, program, "-a", "127.0.0.1", ...flags];
  }

  static async start(...flags: string[]): Promise<BuggyServer> {
    const line = /^Server is on: listening on 127\.0\.0\.1:(\d+)\n/;
    return new BuggyServer(await startListening(BuggyServer.command(...flags), line));
  }
}

const WITHIN_A_CONNECTION = ["receive", "answer", "timer", "flush"];
const ELSEWHERE = ["bare timer", "microtask", "floating promise"];

Deno.test("a server survives bugs at all places, and closes only the connections concerned", async () => {
  await using server = await BuggyServer.start("--metrics", "0");
  const url = await metricsUrl(server);
  await using other = await LineClient.connect(server.port, "hello\n");
  await other.hear(1);
  for (const bug of [...WITHIN_A_CONNECTION, ...ELSEWHERE]) {
    await using client = await LineClient.connect(server.port, `${bug}\n`);
    const stack = new RegExp(`internal error: TypeError: a bug in ${bug}\\n    at .*fixture_buggy`);
    await server.log.waitFor(stack);
    if (WITHIN_A_CONNECTION.includes(bug)) await client.rest();
    else assert.deepEqual(await client.hear(1), [bug]);
    await other.say("still here\n");
    assert.deepEqual(await other.hear(1), ["still here"]);
  }
  const all = WITHIN_A_CONNECTION.length + ELSEWHERE.length;
  await scrapeUntil(url, (metrics) => metrics.value("bugs_total") === all);
  assert.equal(await server.stop(), 0);
});

Deno.test("a bug while metrics are collected fails that request only", async () => {
  await using server = await BuggyServer.start("--metrics", "0");
  const url = await metricsUrl(server);
  await using client = await LineClient.connect(server.port, "metrics\n");
  await client.hear(1);
  const response = await fetch(url);
  assert.deepEqual([response.status, await response.text()], [500, "internal error\n"]);
  await server.log.waitFor(/^Cannot serve metrics: internal error: TypeError: a bug in metrics\n/m);
  await scrapeUntil(url, (metrics) => metrics.value("bugs_total") === 1);
});

Deno.test("a bug is logged as JSON with its stack once, however often it happens", async () => {
  await using server = await BuggyServer.start("--log", "json");
  for (let time = 0; time < 20; time++) {
    await using client = await LineClient.connect(server.port, "receive\n");
    await client.rest();
  }
  assert.equal(await server.stop(), 0);
  const records = server.log.text.trim().split("\n").map((line) => JSON.parse(line));
  const [first, rest, ...more] = records.filter(({ event }) => event === "internal-error");
  const { time: _, stack, ...fields } = first;
  assert.match(stack, /^TypeError: a bug in receive\n {4}at /);
  const doing = "Cannot serve a client";
  const error = "a bug in receive";
  assert.deepEqual(fields, { level: "error", event: "internal-error", doing, error, repeats: 0 });
  assert.equal(rest.repeats, 19);
  assert.deepEqual(more, []);
});

for (const [format, name] of [["text", "a text"], ["json", "a JSON"]] as const) {
  Deno.test(`a server with ${name} log whose output and log are closed pipes goes on`, async () => {
    const [program, ...args] = BuggyServer.command("--log", format, "--debug");
    const process = new Deno.Command(program!, { args, stdout: "piped", stderr: "piped" }).spawn();
    const output = new TextOutput(process.stdout);
    const [, port] = await output.waitFor(/listening on 127\.0\.0\.1:(\d+)\n/);
    await output.cancel();
    await process.stderr.cancel();
    await using other = await LineClient.connect(Number(port), "hello\n");
    await other.hear(1);
    for (const bug of [...WITHIN_A_CONNECTION, ...ELSEWHERE]) {
      await using client = await LineClient.connect(Number(port), `${bug}\n`);
      if (WITHIN_A_CONNECTION.includes(bug)) await client.rest();
      await other.say("still here\n");
      assert.deepEqual(await other.hear(1), ["still here"]);
    }
    process.kill("SIGTERM");
    assert.equal((await process.status).code, 0);
  });
}
