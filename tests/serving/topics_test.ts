import assert from "node:assert/strict";
import { NO_HISTORY } from "../../lib/history/history.ts";
import { line } from "../support/messenger_peer.ts";
import { ModeratedChat } from "./moderated_chat.ts";

const event = (action: string, source: string, body: string) =>
  line(action, { source, destination: "#tea", body }).trimEnd();

Deno.test("only clients that ask for more than the contract has read about a topic", async () => {
  await using it = new ModeratedChat();
  await using ann = await it.messenger("ann", "#tea", "extended");
  await using bob = await it.messenger("bob", "#tea");
  await using carl = await it.frames("carl", "tea");
  await ann.hear(2);
  await bob.hear(1);
  await bob.say(line("command", { destination: "server", body: "/topic Lab  3" }));
  const answer = { source: "server", destination: "bob", body: ["The topic is now: Lab 3"] };
  assert.deepEqual(await bob.hear(1), [line("command", answer).trimEnd()]);
  assert.deepEqual(await ann.hear(1), [event("topic", "bob", "Lab 3")]);
  await carl.say("/topic");
  assert.deepEqual(await carl.hear(1), ["Topic: Lab 3 (bob, 12:00)"]);
  it.now += 2000;
  await carl.say("/topic --clear", "/topic");
  assert.deepEqual(await carl.hear(2), ["The topic is removed", "There is no topic"]);
  assert.deepEqual(await ann.hear(1), [event("topic", "carl", "")]);
});

Deno.test("a client that asks for it reads the topic when it enters or makes a channel", async () => {
  await using it = new ModeratedChat();
  await using _bob = await it.messenger("bob", "#tea");
  await it.command("bob", "/topic Lab 3");
  await using ann = await it.messenger("ann", undefined, "extended");
  await ann.say(line("join", { destination: "#tea" }) + line("create", { destination: "#milk" }));
  assert.deepEqual(await ann.hear(3), [
    event("joined", "ann", ""),
    event("topic", "server", "Lab 3"),
    line("joined", { source: "ann", destination: "#milk" }).trimEnd(),
  ]);
});

Deno.test("only operators change or unlock a topic that is locked", async () => {
  await using it = new ModeratedChat();
  it.register("ann", true);
  await using _ann = await it.messenger("ann", "#tea");
  await using _bob = await it.messenger("bob", "#tea");
  assert.deepEqual(await it.command("bob", "/topic --lock"), [
    "refused: Only operators lock topics",
  ]);
  await it.command("ann", "/topic Lab 3");
  await it.command("ann", "/topic --lock");
  it.now += 10_000;
  const locked = ["refused: An operator has locked the topic"];
  assert.deepEqual(await it.command("bob", "/topic Party"), locked);
  assert.deepEqual(await it.command("bob", "/topic --clear"), locked);
  assert.deepEqual(await it.command("bob", "/topic"), ["Topic (locked): Lab 3 (ann, 12:00)"]);
  assert.deepEqual(await it.command("ann", "/topic Lab 4"), ["The topic is now: Lab 4"]);
  await it.command("ann", "/topic --unlock");
  it.now += 10_000;
  assert.deepEqual(await it.command("bob", "/topic Lab 5"), ["The topic is now: Lab 5"]);
});

/** Topics that a member may not set, and the answers. */
const REFUSED = [
  ["x".repeat(201), "The topic has 201 characters: use at most 200"],
  ["--lok", 'Unknown option "--lok": use --clear, --lock or --unlock'],
] as const;

for (const [text, answer] of REFUSED) {
  Deno.test(`a topic of ${text.length} characters is refused: ${answer}`, async () => {
    await using it = new ModeratedChat();
    await using _bob = await it.messenger("bob", "#tea");
    assert.deepEqual(await it.command("bob", `/topic ${text}`), [`refused: ${answer}`]);
    assert.deepEqual(await it.command("bob", "/topic"), ["There is no topic"]);
  });
}

Deno.test("the members change a topic every two seconds at most", async () => {
  await using it = new ModeratedChat();
  await using _bob = await it.messenger("bob", "#tea");
  await it.command("bob", "/topic one");
  const answer = ["refused: The topic has just been changed: wait two seconds"];
  assert.deepEqual(await it.command("bob", "/topic two"), answer);
});

Deno.test("a user in no channel has no topic", async () => {
  await using it = new ModeratedChat();
  await using _bob = await it.messenger("bob");
  assert.deepEqual(await it.command("bob", "/topic"), ["refused: You are in no channel"]);
});

Deno.test("the members of a channel that is closed read so in each dialect, and are out", async () => {
  const forgotten: string[] = [];
  const history = { ...NO_HISTORY, forget: (name: string) => void forgotten.push(name) };
  await using it = new ModeratedChat(undefined, { history });
  await using ann = await it.messenger("ann", "#tea", "extended");
  await using bob = await it.messenger("bob", "#tea");
  await using carl = await it.frames("carl", "tea");
  await using dora = await it.messenger("dora", "#milk");
  await ann.hear(2);
  await bob.hear(1);
  await it.command("bob", "/topic Lab 3");
  await ann.hear(1);
  assert.deepEqual(await it.operate("/close tea off topic"), ["tea is closed: it had 3 members"]);
  const text = "An operator has closed this channel: off topic";
  assert.deepEqual(await ann.hear(1), [event("closed", "server", text)]);
  assert.deepEqual(await bob.hear(1), [event("message", "server", text)]);
  assert.deepEqual(await carl.hear(1), [`[server] ${text}`]);
  assert.deepEqual(it.chat.server.hub.channelNames, ["milk"]);
  assert.deepEqual(forgotten, ["tea"]);
  await carl.say("hi");
  const inNone = "Not currently in any channel. Must join a channel before sending messages.";
  assert.deepEqual(await carl.hear(1), [inNone]);
  await bob.say(line("create", { destination: "#tea" }));
  await bob.hear(1);
  assert.deepEqual(await it.command("bob", "/topic"), ["There is no topic"]);
  await bob.say(line("message", { destination: "dora", body: "hi" }));
  assert.match((await dora.hear(1))[0]!, /"hi"/);
});
