import assert from "node:assert/strict";
import { User } from "../../lib/chat/user.ts";
import { line } from "../support/messenger_peer.ts";
import { settle } from "../support/settle.ts";
import { ModeratedChat } from "./moderated_chat.ts";

const goodbye = (text: string) =>
  line("goodbye", { source: "server", destination: "bob", body: text });

/** Bob in each dialect, and what he reads when an operator puts him out. */
const DIALECTS = {
  messenger: { open: (it: ModeratedChat) => it.messenger("bob", "#tea"), lastWords: goodbye },
  direct: {
    open: (it: ModeratedChat) => it.direct("bob"),
    lastWords: (text: string) => `DELIVERY server You have been disconnected: ${text}\n`,
  },
  channel: {
    open: (it: ModeratedChat) => it.frames("bob", "tea"),
    lastWords: (text: string) => [`You have been disconnected: ${text}.`],
  },
} as const;

/** A command, what the user reads, and the reason in the log and the metrics. */
const COMMANDS = [
  ["/kick bob", "kicked by an operator", "kicked by an operator"],
  [
    "/kick bob being rude",
    "kicked by an operator: being rude",
    "kicked by an operator: being rude",
  ],
  ["/ban bob 1h spam", "banned by an operator until 13:00: spam", "banned by an operator: spam"],
  ["/ban 192.0.2.0/24", "banned by an operator", "banned by an operator"],
] as const;

/** Commands that concern a user of another server, and their answers. */
const REMOTE: readonly (readonly [string, readonly string[]])[] = [
  ["/kick bob being rude", ["bob is disconnected"]],
  ["/ban bob", ["bob is banned", "Disconnected: bob"]],
  ["/ban bob --address", ["bob and 192.0.2.7 are banned", "Disconnected: bob"]],
  ["/ban 192.0.2.0/24", ["192.0.2.0/24 is banned", "Disconnected: bob"]],
];

for (const [dialect, { open, lastWords }] of Object.entries(DIALECTS)) {
  for (const [command, text, reason] of COMMANDS) {
    Deno.test(`${dialect}: a user reads why ${command} ends the connection`, async () => {
      await using it = new ModeratedChat();
      await using bob = await open(it);
      await it.operate(command);
      assert.deepEqual(await bob.rest(), lastWords(text));
      const left = await it.chat.status("left");
      assert.deepEqual([left.name, left.reason], ["bob", reason]);
      assert.deepEqual(it.chat.users, []);
    });
  }

  Deno.test(`${dialect}: a user who was kicked may log in again`, async () => {
    await using it = new ModeratedChat();
    await using first = await open(it);
    await it.operate("/kick bob");
    await first.rest();
    await using _second = await open(it);
    assert.deepEqual(it.chat.users, ["bob"]);
  });
}

Deno.test("the others in the channel read that a user who was kicked has left", async () => {
  await using it = new ModeratedChat();
  await using ann = await it.frames("ann", "tea");
  await using _bob = await it.frames("bob", "tea");
  assert.deepEqual(await ann.hear(1), ["bob has joined"]);
  await it.operate("/kick bob being rude");
  assert.deepEqual(await ann.hear(1), ["bob has left"]);
});

Deno.test("an operator's deeds are in the server's log, in the record and in /log", async () => {
  await using it = new ModeratedChat();
  it.register("ann", true);
  it.address = "192.0.2.9";
  await using _bob = await it.messenger("bob", "#tea");
  await it.command("bob", "/topic Lab 3");
  await it.operate("/mute bob 10m spam");
  await it.operate("/topic tea --lock");
  await it.operate("/announce Ten\nminutes");
  await it.operate("/close tea off topic");
  await it.operate("/kick bob being rude");
  await it.operate("/ban bob --address 1h");
  await it.operate("/ban 192.0.2.9 2d");
  await it.operate("/unban bob");
  await it.operate("/unmute bob");
  await it.operate("/operator ann off");
  const deeds = [
    "server: /mute bob (until 2026-11-26 12:10: spam)",
    "server: /topic tea (--lock)",
    "server: /announce (Ten minutes)",
    "server: /close tea (off topic)",
    "server: /kick bob (being rude)",
    // The address of somebody who has gone is unknown: nothing was done.
    "server: /ban 192.0.2.9 (until 2026-11-28 12:00)",
    "server: /unmute bob",
    "server: /operator ann (off)",
  ];
  assert.deepEqual(it.notices, deeds);
  assert.deepEqual(await it.operate("/log"), deeds.map((deed) => `2026-11-26 12:00 ${deed}`));
  assert.deepEqual(await it.operate("/log 1"), [`2026-11-26 12:00 ${deeds.at(-1)}`]);
});

for (const [command, reply] of REMOTE) {
  Deno.test(`the answer to ${command} waits until a user of another server is gone`, async () => {
    await using it = new ModeratedChat();
    const { roster, hub } = it.moderation.chat;
    const bob = new User("bob");
    bob.server = "another";
    hub.admit(bob);
    const gone = Promise.withResolvers<void>();
    const peer = { hostname: "192.0.2.7", port: 1 };
    const owner = { key: undefined, readsIds: false };
    const session = {
      peer,
      dialect: "direct",
      loggedInAt: 0,
      owner,
      deliverAgain() {},
      charge() {},
    };
    roster.add(bob, { ...session, putOut: () => gone.promise });
    let answer: string[] | undefined;
    const answered = it.operate(command).then((lines) => answer = lines);
    await settle();
    assert.equal(answer, undefined);
    gone.resolve();
    assert.deepEqual(await answered, reply);
  });
}
