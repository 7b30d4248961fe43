import assert from "node:assert/strict";
import { type Client, CLIENTS, loseReceipts, Stage } from "./coming_back_stage.ts";

const LOST = "private <server> The server of bob is lost, and maybe your last message with it";
const TOO_LATE = "private <server> bob has left, and your last message came too late";

/** Clients of which the same is expected. */
type Kind = Exclude<Client, "asks for ids later">;

const once = (...texts: string[]) => texts.map((text) => `private <ann> ${text}`);

const toAll = (...texts: string[]) =>
  texts.flatMap((text) => [`all <ann> ${text}`, `all <server> ${text} in short`]);

/** What happens to two messages, how bob's client comes back, and how often each kind of client shows them. */
const CASES: Readonly<
  Record<string, {
    run(stage: Stage): Promise<void>;
    readonly shows: Readonly<Record<Kind, readonly string[]>>;
    /** The kinds of clients whose messages ann has to take for lost. */
    readonly isLostFor?: readonly Kind[];
    /** What ann reads then. */
    readonly loss?: string;
  }>
> = {
  "the receipts arrive before the server dies": {
    async run(stage) {
      await stage.say("one");
      await stage.say("two");
      await stage.kill();
      await stage.enter(stage.c);
    },
    shows: {
      "reads ids": once("one", "two"),
      "has a token": once("one", "two"),
      "is plain": once("one", "two"),
    },
  },
  "the server dies before its receipts are out": {
    async run(stage) {
      loseReceipts(stage.b);
      await stage.say("one");
      await stage.say("two");
      await stage.kill();
      await stage.enter(stage.c);
    },
    shows: {
      "reads ids": once("one", "two"),
      // Such a client cannot tell: once too often is better than not at all.
      "has a token": once("one", "two", "one", "two"),
      "is plain": once("one", "two"),
    },
    isLostFor: ["is plain"],
  },
  "the server dies before it writes the messages": {
    async run(stage) {
      stage.b.bus.connect(false);
      await stage.say("one");
      await stage.say("two");
      await stage.kill();
      await stage.enter(stage.c);
    },
    shows: {
      "reads ids": once("one", "two"),
      "has a token": once("one", "two"),
      "is plain": [],
    },
    isLostFor: ["is plain"],
  },
  "the server writes one message and dies": {
    async run(stage) {
      loseReceipts(stage.b);
      await stage.say("one");
      stage.b.bus.connect(false);
      await stage.say("two");
      await stage.kill();
      await stage.enter(stage.c);
    },
    shows: {
      "reads ids": once("one", "two"),
      "has a token": once("one", "one", "two"),
      "is plain": once("one"),
    },
    isLostFor: ["is plain"],
  },
  "two servers die one after the other": {
    async run(stage) {
      loseReceipts(stage.b);
      loseReceipts(stage.c);
      await stage.say("one");
      await stage.kill();
      await stage.enter(stage.c);
      await stage.say("two");
      stage.c.kill();
      await stage.model.pass(12_000);
      await stage.enter(stage.a);
    },
    shows: {
      "reads ids": once("one", "two"),
      "has a token": once("one", "one", "two", "one", "two"),
      "is plain": once("one", "two"),
    },
    isLostFor: ["is plain"],
  },
  "only the connection breaks, and the client takes another server": {
    async run(stage) {
      await stage.say("one");
      await stage.leave();
      await stage.enter(stage.c);
      await stage.say("two");
    },
    shows: {
      "reads ids": once("one", "two"),
      "has a token": once("one", "two"),
      "is plain": once("one", "two"),
    },
  },
  "the client comes back to the same server": {
    async run(stage) {
      await stage.say("one");
      await stage.leave();
      await stage.enter(stage.b);
      await stage.say("two");
    },
    shows: {
      "reads ids": once("one", "two"),
      "has a token": once("one", "two"),
      "is plain": once("one", "two"),
    },
  },
  "a message comes to a server that the client has just left for another one": {
    async run(stage) {
      await stage.sayTooLate("one");
      await stage.enter(stage.c);
      await stage.say("two");
    },
    shows: {
      "reads ids": once("one", "two"),
      "has a token": once("one", "two"),
      "is plain": once("two"),
    },
    isLostFor: ["is plain"],
    loss: TOO_LATE,
  },
  "a message comes to a server whose client is just coming back": {
    async run(stage) {
      await stage.sayTooLate("one");
      await stage.enter(stage.b);
      await stage.say("two");
    },
    shows: {
      "reads ids": once("one", "two"),
      "has a token": once("one", "two"),
      "is plain": once("two"),
    },
    isLostFor: ["is plain"],
    loss: TOO_LATE,
  },
  "a message comes to a server that the client has left for good": {
    run: (stage) => stage.sayTooLate("one"),
    shows: { "reads ids": [], "has a token": [], "is plain": [] },
    isLostFor: ["reads ids", "has a token", "is plain"],
    loss: TOO_LATE,
  },
  "broadcasts come before, during and after the loss of a server": {
    async run(stage) {
      await stage.broadcast("one");
      await stage.kill();
      await stage.broadcast("two");
      await stage.enter(stage.c);
      await stage.broadcast("three");
    },
    shows: {
      "reads ids": toAll("one", "two", "three"),
      "has a token": toAll("one", "three"),
      "is plain": toAll("one", "three"),
    },
  },
  "broadcasts come while the client has no connection": {
    async run(stage) {
      await stage.leave();
      await stage.broadcast("one");
      await stage.enter(stage.b);
      await stage.leave();
      await stage.broadcast("two");
      await stage.enter(stage.c);
    },
    shows: { "reads ids": toAll("one", "two"), "has a token": [], "is plain": [] },
  },
};

for (const [name, { run, shows, isLostFor = [], loss = LOST }] of Object.entries(CASES)) {
  for (const client of Object.keys(CLIENTS) as Client[]) {
    Deno.test(`${name}: a client that ${client}`, async () => {
      const stage = await Stage.open(client);
      await run(stage);
      await stage.end();
      const kind = client === "asks for ids later" ? "reads ids" : client;
      assert.deepEqual(stage.shown, shows[kind]);
      const isTold = stage.ann.heard.includes(loss);
      assert.equal(isTold, isLostFor.includes(kind));
    });
  }
}

Deno.test("a client gets no broadcast again that was sent before it logged in first", async () => {
  const stage = await Stage.open("reads ids");
  await stage.broadcast("known to bob");
  const eve = { token: "eve's secret", readsIds: true };
  const [first] = await Promise.all([stage.c.logIn("eve", eve), stage.model.pass(1000)]);
  await stage.broadcast("known to eve");
  stage.c.logOut(first!.user);
  const [again] = await Promise.all([stage.c.logIn("eve", eve), stage.model.pass(1000)]);
  assert.deepEqual(again!.heard, toAll("known to eve"));
  await stage.end();
});

Deno.test("somebody else with the name and another token gets nothing again", async () => {
  const stage = await Stage.open("reads ids");
  await stage.say("secret");
  await stage.leave();
  const eve = { token: "eve's secret", readsIds: true };
  const [user] = await Promise.all([stage.c.logIn("bob", eve), stage.model.pass(1000)]);
  assert.deepEqual(user!.heard, []);
  await stage.end();
});
