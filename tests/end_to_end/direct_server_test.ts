import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { ServerProcess } from "../support/server_process.ts";

Deno.test("server speaks both dialects on one port, with one set of names", async () => {
  await using server = await ServerProcess.start();
  await using alice = await LineClient.connect(server.port, "HELLO-FROM alice\n");
  assert.deepEqual(await alice.hear(1), ["HELLO alice"]);
  await using bob = await FrameClient.connect(server.port, "bob", "/msg alice hi", "/who");
  assert.deepEqual(await bob.hear(1), ["alice\nbob"]);
  assert.deepEqual(await alice.hear(1), ["DELIVERY bob hi"]);
  await alice.say("SEND bob welcome\nLIST\n");
  assert.deepEqual(await alice.hear(2), ["SEND-OK", "LIST-OK alice,bob"]);
  assert.deepEqual(await bob.hear(1), ["[alice to you] welcome"]);
  await server.log.waitFor(/is alice \(direct\)\n[^]*is bob \(channel\)\n/);
});

Deno.test("server detects the dialect from bytes that arrive one at a time", async () => {
  await using server = await ServerProcess.start();
  await using client = await LineClient.connect(server.port);
  for (const byte of new TextEncoder().encode("HELLO-FROM zoë\r\nLIST\r\n")) {
    await client.write(Uint8Array.of(byte));
  }
  assert.deepEqual(await client.hear(2), ["HELLO zoë", "LIST-OK zoë"]);
});

Deno.test("server with --dialect speaks only that dialect", async () => {
  await using direct = await ServerProcess.start("--dialect", "direct");
  await using client = await LineClient.connect(direct.port, `${"x".repeat(300)}\n`);
  assert.deepEqual(await client.hear(1), ["BAD-RQST-HDR"]);

  await using channel = await ServerProcess.start("--dialect", "channel");
  await using framed = await FrameClient.connect(channel.port, "HELLO-FROM alice\n", "/who");
  assert.deepEqual(await framed.hear(1), ["HELLO-FROM_alice"]);
});

Deno.test("server delivers a message of over a megabyte, and replies to a thousand lines in order", async () => {
  await using server = await ServerProcess.start();
  await using alice = await LineClient.connect(server.port, "HELLO-FROM alice\n");
  await using bob = await LineClient.connect(server.port, "HELLO-FROM bob\n");
  await Promise.all([alice.hear(1), bob.hear(1)]);
  const text = "0123456789 ".repeat(100_000);
  await alice.say(`SEND bob ${text}\n`);
  assert.deepEqual(await bob.hear(1), [`DELIVERY alice ${text}`]);
  assert.deepEqual(await alice.hear(1), ["SEND-OK"]);
  const lines = Array.from({ length: 1000 }, (_, index) => `SEND alice ${index}\n`);
  await alice.say(lines.join(""));
  assert.deepEqual(
    await alice.hear(2000),
    lines.flatMap((_, index) => [`DELIVERY alice ${index}`, "SEND-OK"]),
  );
});

Deno.test("a client that sends a line longer than --max-line is told so and disconnected", async () => {
  await using server = await ServerProcess.start("--max-line", "1000");
  await using alice = await LineClient.connect(server.port, `HELLO-FROM alice\n`);
  await alice.hear(1);
  await alice.say("x".repeat(100_000));
  assert.equal(await alice.rest(), "BAD-RQST-BODY\n");
  await server.log.waitFor(/alice left: its line is too long\n/);
});

Deno.test("server refuses a user with BUSY while it is full, and not after somebody has left", async () => {
  await using server = await ServerProcess.start("--max-clients", "1");
  await using bob = await LineClient.connect(server.port);
  {
    await using alice = await LineClient.connect(server.port, "HELLO-FROM alice\n");
    await alice.hear(1);
    await bob.say("HELLO-FROM bob\n");
    assert.deepEqual(await bob.hear(1), ["BUSY"]);
  }
  await server.log.waitFor(/alice left/);
  await bob.say("HELLO-FROM bob\n");
  assert.deepEqual(await bob.hear(1), ["HELLO bob"]);
});

Deno.test("a client that is silent is disconnected before its login, but not after", async () => {
  await using server = await ServerProcess.start("--login-timeout", "1");
  await using alice = await LineClient.connect(server.port, "HELLO-FROM alice\n");
  await using silent = await LineClient.connect(server.port, "HEL");
  assert.equal(await silent.rest(), "");
  await server.log.waitFor(/\(not logged in\) left: silent for too long\n/);
  await alice.say("LIST\n");
  assert.deepEqual(await alice.hear(2), ["HELLO alice", "LIST-OK alice"]);
});

Deno.test("a sender that is cut off in the middle of a line does not disturb others", async () => {
  await using server = await ServerProcess.start();
  await using alice = await LineClient.connect(server.port, "HELLO-FROM alice\n");
  await alice.hear(1);
  {
    await using cut = await LineClient.connect(server.port, "HELLO-FROM cut\nSEND alice half of");
    await cut.hear(1);
  }
  await server.log.waitFor(/cut left/);
  await alice.say("LIST\n");
  assert.deepEqual(await alice.hear(1), ["LIST-OK alice"]);
});
