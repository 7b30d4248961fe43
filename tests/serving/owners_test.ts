import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { LoopbackChat } from "./loopback_chat.ts";

function login(name: string, body: string | readonly string[]): string {
  return line("login", { source: name, body });
}

/** Returns the action and the text of each of the next messages. */
async function heard(client: LineClient, count: number): Promise<string[]> {
  return (await client.hear(count)).map((text) => {
    const { action, source, body } = JSON.parse(text);
    return `${action} ${source} ${body}`.trimEnd();
  });
}

Deno.test("a client takes its name back from the session that it left behind", async () => {
  await using chat = new LoopbackChat();
  await using ghost = await LineClient.connect(chat.port, login("ann", ["", "secret"]));
  await ghost.hear(1);
  await ghost.say(line("create", { destination: "#tea" }));
  await ghost.hear(1);
  await using bob = await LineClient.connect(chat.port, login("bob", ""));
  await bob.say(line("join", { destination: "#tea" }));
  await bob.hear(2);
  await using ann = await LineClient.connect(chat.port, login("ann", ["", "secret"]));
  assert.deepEqual(await heard(ann, 1), ["welcome server Welcome to Parley, ann"]);
  assert.deepEqual(await heard(bob, 1), ["left ann"]);
  assert.deepEqual(await heard(ghost, 2), [
    "joined bob",
    "goodbye server its owner has connected again",
  ]);
  assert.deepEqual(chat.users, ["bob", "ann"]);
  assert.equal((await chat.status("left")).reason, "its owner has connected again");
});

Deno.test("nobody else takes a name, and a token ends no session of another name", async () => {
  await using chat = new LoopbackChat();
  await using ann = await LineClient.connect(chat.port, login("ann", ["", "secret"]));
  await ann.hear(1);
  await using eve = await LineClient.connect(chat.port, login("eve", ["", "eves own"]));
  await eve.hear(1);
  for (const body of ["", "secret", ["", ""], ["", "guess"], [], ["", "eves own"]]) {
    await using other = await LineClient.connect(chat.port, login("ann", body));
    assert.deepEqual(await heard(other, 1), ['refused server The name "ann" is taken'], `${body}`);
  }
  assert.deepEqual(chat.users, ["ann", "eve"]);
});

Deno.test("a token is good for one session, and for none that has ended", async () => {
  await using chat = new LoopbackChat();
  const first = await LineClient.connect(chat.port, login("ann", ["", "secret"]));
  await first.hear(1);
  await first[Symbol.asyncDispose]();
  await chat.status("left");
  await using other = await LineClient.connect(chat.port, login("ann", ""));
  await other.hear(1);
  await using again = await LineClient.connect(chat.port, login("ann", ["", "secret"]));
  assert.deepEqual(await heard(again, 1), ['refused server The name "ann" is taken']);
});

Deno.test("a channel client learns its name, and ends the session that it left behind", async () => {
  await using chat = new LoopbackChat();
  await using ghost = await FrameClient.connect(chat.port, "Ann", "/session secret", "/create tea");
  assert.deepEqual(await ghost.hear(1), ["You are Ann."]);
  await using other = await FrameClient.connect(chat.port, "Ann", "/session another", "/session");
  assert.deepEqual(await other.hear(2), ["You are Ann_2.", "You are Ann_2."]);
  await using bob = await FrameClient.connect(chat.port, "Bob", "/join tea");
  await ghost.hear(1);
  await using ann = await FrameClient.connect(chat.port, "Ann", "/session secret");
  assert.deepEqual(await ann.hear(1), [
    "Your earlier session has ended. Log in again to get its name.",
  ]);
  assert.deepEqual(await bob.hear(1), ["Ann has left"]);
  await ann[Symbol.asyncDispose]();
  await using again = await FrameClient.connect(chat.port, "Ann", "/session secret");
  assert.deepEqual(await again.hear(1), ["You are Ann."]);
});
