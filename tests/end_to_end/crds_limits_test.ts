import assert from "node:assert/strict";
import { CrdsProcess } from "../support/crds_process.ts";
import { LineClient } from "../support/line_client.ts";

Deno.test("crds refuses more than --max-rooms rooms, and continues", async () => {
  await using server = await CrdsProcess.start("--max-rooms", "2");
  const requests = ["makeroom a", "makeroom b", "makeroom c", "deleteroom a", "makeroom c"];
  await using client = await LineClient.connect(server.port, `${requests.join("\n")}\n`);
  const lines = await client.hear(5);
  assert.equal(lines[2], "ERROR too-many-rooms The directory is full (limit: 2)");
  assert.match(lines[4]!, /^OK c /);
});

Deno.test("crds refuses more than --max-clients connections until one is closed", async () => {
  await using server = await CrdsProcess.start("--max-clients", "1");
  const first = await LineClient.connect(server.port, "getdir\n");
  await first.hear(1);
  await using second = await LineClient.connect(server.port, "getdir\n");
  assert.equal(await second.rest(), "ERROR too-many-clients The server is full (limit: 1)\n");
  await server.output.waitFor(/ closed: too-many-clients\n/);
  await first[Symbol.asyncDispose]();
  await server.output.waitFor(/ closed: disconnected\n/);
  await using third = await LineClient.connect(server.port, "getdir\n");
  assert.deepEqual(await third.hear(1), ["OK 0"]);
});

Deno.test("crds refuses a line longer than --max-line, and continues", async () => {
  await using server = await CrdsProcess.start("--max-line", "100");
  await using client = await LineClient.connect(server.port, `${"x".repeat(300_000)}\ngetdir\n`);
  assert.deepEqual(await client.hear(2), [
    "ERROR bad-request The line is longer than 100 bytes",
    "OK 0",
  ]);
});

Deno.test("crds disconnects a client that is silent for --idle-timeout, and tells it why", async () => {
  await using server = await CrdsProcess.start("--idle-timeout", "1");
  await using client = await LineClient.connect(server.port, "getdir\nmakeroom half of");
  assert.equal(await client.rest(), "OK 0\nERROR idle No request for too long\n");
  await server.output.waitFor(/ closed: idle\n/);
});

Deno.test("crds serves other clients while one requests more than it reads", async () => {
  await using server = await CrdsProcess.start("--max-rooms", "2000");
  await using client = await LineClient.connect(server.port);
  const requests = Array.from({ length: 2000 }, (_, index) => `makeroom room${index}\n`);
  await client.say(requests.join(""));
  await client.hear(2000);
  const greedy = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const bytes = new TextEncoder().encode("getdir\n".repeat(4000));
  // About 320 MB of replies, none of which is read.
  for (let at = 0; at < bytes.length;) at += await greedy.write(bytes.subarray(at));
  await client.say("getdir\n");
  assert.equal((await client.hear(2001)).at(-1), "OK 2000");
  greedy.close();
});
