import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { ServerProcess } from "../support/server_process.ts";

Deno.test("echobot sends back each private message, behind the sender's SEND-OK", async () => {
  await using server = await ServerProcess.start("--echobot");
  await using bob = await LineClient.connect(server.port, "HELLO-FROM bob\nLIST\n");
  assert.deepEqual(await bob.hear(2), ["HELLO bob", "LIST-OK echobot,bob"]);
  await bob.say("SEND echobot hi\n");
  assert.deepEqual(await bob.hear(2), ["SEND-OK", "DELIVERY echobot hi"]);
  const long = "lots of tea ".repeat(50_000).trim();
  await bob.say(`SEND echobot ${long}\nSEND ECHOBO hi\n`);
  assert.deepEqual(
    (await bob.hear(3)).sort(),
    ["BAD-DEST-USER", `DELIVERY echobot ${long}`, "SEND-OK"].sort(),
  );
});

Deno.test("echobot speaks with users of every dialect, and hears only what is for it", async () => {
  await using server = await ServerProcess.start("--echobot");
  await using ann = await FrameClient.connect(server.port, "Ann", "/create tea", "hello");
  await ann.say("/broadcast good morning", "/msg echobot   are you there?");
  assert.deepEqual(await ann.hear(1), ["[echobot to you]   are you there?"]);
  const login = '{"action":"login","source":"eve","destination":"","body":""}\n';
  const message = '{"action":"message","source":"","destination":"echobot","body":"hi"}\n';
  await using eve = await LineClient.connect(server.port, login + message);
  const lines = (await eve.hear(3)).map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ action }) => action), ["welcome", "delivered", "message"]);
  assert.deepEqual([lines[2].source, lines[2].body], ["echobot", "hi"]);
});

Deno.test("echobot takes no client's place and nobody its name, and is there on request only", async () => {
  {
    await using server = await ServerProcess.start("--echobot", "--max-clients", "1");
    await using bob = await LineClient.connect(server.port, "HELLO-FROM echobot\n");
    assert.deepEqual(await bob.hear(1), ["IN-USE"]);
    await bob.say("HELLO-FROM bob\n");
    assert.deepEqual(await bob.hear(1), ["HELLO bob"]);
    await using eve = await LineClient.connect(server.port, "HELLO-FROM eve\n");
    assert.deepEqual(await eve.hear(1), ["BUSY"]);
  }
  await using server = await ServerProcess.start();
  await using bob = await LineClient.connect(server.port, "HELLO-FROM bob\nSEND echobot hi\n");
  assert.deepEqual(await bob.hear(2), ["HELLO bob", "BAD-DEST-USER"]);
});
