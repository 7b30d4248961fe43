import assert from "node:assert/strict";
import { line } from "../support/messenger_peer.ts";
import { ModeratedChat } from "./moderated_chat.ts";

const message = (destination: string, body: string) => line("message", { destination, body });
const error = (body: string) =>
  line("error", { source: "server", destination: "bob", body }).trimEnd();
const told = (body: string) =>
  line("message", { source: "server", destination: "bob", body }).trimEnd();

Deno.test("messenger: a muted user reads why nobody hears them, in a channel, alone, to all and in topics", async () => {
  await using it = new ModeratedChat();
  await using ann = await it.messenger("ann", "#tea");
  await using bob = await it.messenger("bob", "#tea");
  await ann.hear(1);
  await it.operate("/mute bob 10m spam");
  const muted = "You are muted until 12:10: spam";
  assert.deepEqual(await bob.hear(1), [told(muted)]);
  const attempts = [
    message("#tea", "one"),
    message("ann", "two"),
    message("bob", "three"),
    line("broadcast", { destination: "*", body: "four" }),
    line("post", { destination: "#tea", body: "five" }),
    line("command", { destination: "server", body: "/topic six" }),
  ];
  for (const attempt of attempts) {
    await bob.say(attempt);
    assert.deepEqual(await bob.hear(1), [error(muted)], attempt);
  }
  await it.operate("/unmute bob");
  assert.deepEqual(await bob.hear(1), [told("You are no longer muted")]);
  await bob.say(message("#tea", "seven"));
  assert.deepEqual(await ann.hear(1), [
    line("message", { source: "bob", destination: "#tea", body: "seven" }).trimEnd(),
  ]);
});

Deno.test("direct: a muted user reads why nobody hears them, and an error that the contract has", async () => {
  await using it = new ModeratedChat();
  await using bob = await it.direct("bob");
  await it.operate("/mute bob spam");
  assert.deepEqual(await bob.hear(1), ["DELIVERY server You are muted: spam"]);
  await bob.say("SEND bob hi\n");
  assert.deepEqual(await bob.hear(2), ["DELIVERY server You are muted: spam", "BAD-DEST-USER"]);
});

Deno.test("channel: a muted user reads why nobody hears them", async () => {
  await using it = new ModeratedChat();
  await using bob = await it.frames("bob", "tea");
  await it.operate("/mute bob 1h");
  assert.deepEqual(await bob.hear(1), ["[server to you] You are muted until 13:00"]);
  for (const text of ["hi", "h\u00ed", "/msg bob hi", "/broadcast hi", "/topic hi"]) {
    await bob.say(text);
    assert.deepEqual(await bob.hear(1), ["You are muted until 13:00."], text);
  }
  await bob.say("/who");
  assert.deepEqual(await bob.hear(1), ["bob"]);
});

Deno.test("a mute holds for look-alikes and later logins, and ends by itself", async () => {
  await using it = new ModeratedChat();
  await it.operate("/mute bob 1h");
  await using bob = await it.messenger("B\u043eb", "#tea");
  await using carl = await it.messenger("carl", "#tea");
  await bob.hear(1);
  await bob.say(message("#tea", "one"));
  assert.match((await bob.hear(1))[0]!, /You are muted until 13:00/);
  it.now += 3_600_000;
  await bob.say(message("#tea", "two"));
  assert.match((await bob.hear(1))[0]!, /"delivered"/);
  assert.match((await carl.hear(1))[0]!, /"two"/);
  assert.deepEqual(await it.operate("/mutes"), ["Nobody is muted"]);
});

Deno.test("a muted user has no way around it by leaving and entering a channel", async () => {
  await using it = new ModeratedChat();
  await using bob = await it.frames("bob", "tea");
  await it.operate("/mute bob 1h");
  await bob.hear(1);
  await bob.say("/create milk", "hi");
  assert.deepEqual(await bob.hear(1), ["You are muted until 13:00."]);
});
