import assert from "node:assert/strict";
import type { ChatEvent } from "../../lib/chat/event.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { LoopbackChat } from "./loopback_chat.ts";

Deno.test("connections of two sources chat with each other", async () => {
  await using chat = new LoopbackChat({}, 2);
  const [here, there] = chat.ports as [number, number];
  assert.notEqual(here, there);
  await using alice = await LineClient.connect(here, "HELLO-FROM alice\n");
  assert.deepEqual(await alice.hear(1), ["HELLO alice"]);
  await using bob = await FrameClient.connect(there, "bob", "/msg alice hi");
  assert.deepEqual(await alice.hear(1), ["DELIVERY bob hi"]);
  await alice.say("SEND bob hello\nLIST\n");
  assert.deepEqual(await bob.hear(1), ["[alice to you] hello"]);
  assert.deepEqual(await alice.hear(2), ["SEND-OK", "LIST-OK alice,bob"]);
});

Deno.test("connections of two sources share a channel", async () => {
  await using chat = new LoopbackChat({}, 2);
  const [here, there] = chat.ports as [number, number];
  await using alice = await FrameClient.connect(here, "alice", "/create tea", "/list");
  assert.deepEqual(await alice.hear(1), ["tea"]);
  await using bob = await FrameClient.connect(there, "bob", "/join tea", "hi");
  assert.deepEqual(await alice.hear(2), ["bob has joined", "[bob] hi"]);
  await alice.say("hello");
  assert.deepEqual(await bob.hear(1), ["[alice] hello"]);
});

Deno.test("stopping closes the connections of all sources, and the sources", async () => {
  const chat = new LoopbackChat({}, 2);
  const clients = await Promise.all(
    chat.ports.map((port) => LineClient.connect(port, "HELLO-FROM a\n")),
  );
  for (const client of clients) await client.hear(1);
  await chat[Symbol.asyncDispose]();
  for (const client of clients) assert.equal(await client.rest(), "");
  for (const port of chat.ports) {
    await assert.rejects(
      Deno.connect({ hostname: "127.0.0.1", port }),
      Deno.errors.ConnectionRefused,
    );
  }
  for (const client of clients) await client[Symbol.asyncDispose]();
  assert.deepEqual([...chat.server.server.connections], []);
});

Deno.test("sinks of the server get every event, with growing ids and the time of day", async () => {
  const events: ChatEvent[] = [];
  const started = Date.now();
  await using chat = new LoopbackChat({ sinks: [{ emit: (event) => void events.push(event) }] });
  await using alice = await FrameClient.connect(chat.port, "alice", "/create tea", "hi", "/who");
  assert.deepEqual(await alice.hear(1), ["alice"]);
  await alice[Symbol.asyncDispose]();
  await chat.status("left");
  assert.deepEqual(
    events.map(({ id, type }) => [id, type]),
    [[1, "joined"], [2, "message"], [3, "left"]],
  );
  const left = events[2]!;
  assert(left.type === "left");
  assert.deepEqual(left.departure, { reason: "disconnected" });
  for (const { time } of events) assert(time >= started && time <= Date.now(), `${time}`);
});
