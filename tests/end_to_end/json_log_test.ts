import assert from "node:assert/strict";
import { CrdsProcess, refusedByCrds } from "../support/crds_process.ts";
import { FrameClient } from "../support/frame_client.ts";
import { programCommand } from "../support/programs.ts";
import { RunningProcess } from "../support/running_process.ts";
import { LineClient } from "../support/line_client.ts";
import { refused, ServerProcess } from "../support/server_process.ts";

/** Parses the lines of a log. */
function records(text: string): Record<string, unknown>[] {
  assert(text.endsWith("\n"));
  return text.slice(0, -1).split("\n").map((line) => JSON.parse(line));
}

Deno.test("server logs one JSON object per line, whatever the names of clients contain", async () => {
  await using server = await ServerProcess.start("--log", "json", "--dialect", "channel");
  const names = ['"},{"', "a\\b", "\x1b[2J\r\n.", "cd\u202e", "日本語 👩‍🚀", "x".repeat(189)];
  for (const name of names) {
    await using client = await FrameClient.connect(server.port, name, "/oops");
    await client.hear(1);
  }
  await server.log.waitFor(/"name":"x{189}","reason":"disconnected"}\n/);
  const log = records(server.log.text);
  for (const { time, level, peer } of log) {
    assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(level, "info");
    assert.match(String(peer), /^127\.0\.0\.1:\d+$/);
  }
  const expected = names.map((name) => name.replace(/\p{Cc}/gu, "_").replace("\u202e", ""));
  for (const event of ["named", "left"]) {
    const said = log.filter((record) => record.event === event).map(({ name }) => name);
    assert.deepEqual(said.sort(), expected.toSorted());
  }
  assert.equal(log.filter(({ event }) => event === "connected").length, names.length);
});

Deno.test("a JSON log that nobody reads neither blocks the server nor grows, and counts lost lines", async () => {
  await using process = new RunningProcess(
    [...programCommand("server"), "-a", "127.0.0.1", "--log", "json"],
    { readsErrors: false },
  );
  const [, digits] = await process.output.waitFor(/^Server is on: .*:(\d+)\n/);
  const port = Number(digits);
  const clients = 2000;
  for (let count = 0; count < clients; count++) {
    await using client = await LineClient.connect(port, `HELLO-FROM ${"x".repeat(200)}${count}\n`);
    await client.hear(1);
  }
  const log = process.errors;
  // The server writes new lines only after the queued ones are read.
  const reportsLoss = (text: string) => text.includes('"event":"lost"');
  while (!reportsLoss(log.text)) {
    await using client = await LineClient.connect(port, "HELLO-FROM last\n");
    await client.hear(1);
  }
  process.kill();
  await process.exitCode;
  const lines = records(log.text.slice(0, log.text.lastIndexOf("\n") + 1));
  const lost = lines.find(({ event }) => event === "lost")!;
  assert.equal(lost.level, "warning");
  assert(Number(lost.count) > 2 * clients, `${lost.count} lines lost`);
});

Deno.test("crds logs JSON to standard error, and only its address to standard output", async () => {
  await using server = await CrdsProcess.start("--log", "json");
  await using client = await LineClient.connect(server.port, "getdir\nbye\n");
  await client.rest();
  await server.log.waitFor(/"reason":"bye"}\n/);
  assert.deepEqual(records(server.log.text).map(({ event }) => event), ["connected", "left"]);
  assert.equal(
    server.output.text,
    `Chat Room Directory Server listening on port ${server.port}...\n`,
  );
});

Deno.test("servers refuse an unknown log format", async () => {
  for (const refuse of [refused, refusedByCrds]) {
    const { code, error } = await refuse("-p", "0", "--log", "xml");
    assert.equal(code, 2);
    const first = 'Cannot use "xml" for --log: expected one of text, json. See --help.\n';
    assert(error.startsWith(`${first}Usage: `), error);
  }
});
