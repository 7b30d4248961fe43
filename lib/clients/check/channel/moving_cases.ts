import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import { type ChannelStage, TEXTS } from "./channel_stage.ts";
import { LINKS } from "./links.ts";

const JOINED =
  "When a client is added to a channel, all existing members are told that it has joined.";
const LEFT = "If the client left a channel, its members are told that the client has left.";
const ONE_CHANNEL = "Clients can only be in one channel at a time.";

/** How clients enter channels and leave them, and who is told. */
export const MOVING_CASES: readonly ServerCase<ChannelStage>[] = [
  {
    name: "create-enters",
    level: "must",
    rule: "Whoever creates a channel is in it, and gets no reply",
    assignment:
      "/create creates a new channel and adds the client to it; the example shows no reply.",
    link: LINKS.clientSends,
    async run(t) {
      const ann = await t.user("ann");
      await t.say(ann, `/create ${t.channel}`);
      await t.silence(ann);
      const bob = await t.user("bob");
      await t.say(bob, `/join ${t.channel}`);
      await ann.hears(TEXTS.joined(bob));
    },
  },
  {
    name: "join-told-to-members",
    level: "must",
    rule: "All members of a channel are told who has joined",
    assignment: JOINED,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const eve = await t.user("eve");
      await t.say(eve, `/join ${t.channel}`);
      await ann.hears(TEXTS.joined(eve));
      await bob.hears(TEXTS.joined(eve));
    },
  },
  {
    name: "join-gets-no-reply",
    level: "must",
    rule: "A client that joins a channel gets no reply, not even that it has joined",
    assignment: "The existing members are told; the example shows no reply to /join.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.room("ann") as [User];
      const eve = await t.user("eve");
      await t.say(eve, `/join ${t.channel}`);
      await ann.hears(TEXTS.joined(eve));
      await t.silence(ann, eve);
    },
  },
  {
    name: "join-not-told-elsewhere",
    level: "must",
    rule: "Clients in other channels and in none are not told who joins or leaves",
    assignment: JOINED,
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.room("ann") as [User];
      const [bob] = await t.roomNamed(t.unique("d"), "bob") as [User];
      const joe = await t.user("joe");
      const eve = await t.user("eve");
      await t.say(eve, `/join ${t.channel}`);
      await ann.hears(TEXTS.joined(eve));
      eve.leave();
      await ann.hears(TEXTS.left(eve));
      await t.silence(bob, joe);
    },
  },
  {
    name: "join-leaves-the-old-channel",
    level: "must",
    rule: "A member that joins another channel leaves its own, and both channels are told",
    assignment: `${ONE_CHANNEL} ${LEFT}`,
    link: LINKS.clientSends,
    async run(t) {
      const [ann, eve] = await t.room("ann", "eve") as [User, User];
      const other = t.unique("d");
      const [bob] = await t.roomNamed(other, "bob") as [User];
      await t.say(eve, `/join ${other}`);
      await bob.hears(TEXTS.joined(eve));
      await ann.hears(TEXTS.left(eve));
      await t.silence(ann, bob, eve);
    },
  },
  {
    name: "moved-hears-new-channel-only",
    level: "must",
    rule: "After a move, a client gets the messages of its new channel and none of the old",
    assignment: ONE_CHANNEL,
    link: LINKS.clientSends,
    async run(t) {
      const [ann, eve] = await t.room("ann", "eve") as [User, User];
      const other = t.unique("d");
      const [bob] = await t.roomNamed(other, "bob") as [User];
      await t.enter(eve, other, [bob]);
      await ann.waitsFor(TEXTS.left(eve));
      await t.say(ann, "in the old channel");
      await t.relays(bob, "in the new channel", eve);
      await t.relays(eve, "from the newcomer", bob);
      await t.silence(ann, eve);
    },
  },
  {
    name: "create-leaves-the-old-channel",
    level: "must",
    rule: "A member that creates a channel leaves its own, and that one is told",
    assignment: "As with the /join call, the client should be removed from any existing channels.",
    link: LINKS.clientSends,
    async run(t) {
      const [ann, eve] = await t.room("ann", "eve") as [User, User];
      await t.say(eve, `/create ${t.unique("d")}`);
      await ann.hears(TEXTS.left(eve));
      await t.say(ann, "is anybody here?");
      await t.silence(ann, eve);
    },
  },
  {
    name: "disconnect-told-to-members",
    level: "must",
    rule: "When a member disconnects, the others are told once that it has left",
    assignment: "When a client disconnects, all members of its channel are told.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob, eve] = await t.room("ann", "bob", "eve") as [User, User, User];
      eve.leave();
      await ann.hears(TEXTS.left(eve));
      await bob.hears(TEXTS.left(eve));
      await t.relays(ann, "Has she gone?", bob);
      await t.silence(ann, bob);
    },
  },
  {
    name: "disconnect-outside-a-channel",
    level: "must",
    rule: "A client that is in no channel may disconnect: nobody is told, and the server goes on",
    assignment: "When a client disconnects, the members of its channel are told: here, nobody.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const joe = await t.user("joe");
      await t.settle();
      joe.leave();
      await t.silence(ann, bob);
      await t.relays(ann, "still here", bob);
      await t.stillServes();
    },
  },
  {
    name: "return-after-leaving",
    level: "must",
    rule: "A client may go to another channel and come back",
    assignment: ONE_CHANNEL,
    link: LINKS.clientSends,
    async run(t) {
      const [ann, eve] = await t.room("ann", "eve") as [User, User];
      await t.say(eve, `/create ${t.unique("d")}`);
      await ann.hears(TEXTS.left(eve));
      await t.say(eve, `/join ${t.channel}`);
      await ann.hears(TEXTS.joined(eve));
      await t.relays(ann, "welcome back", eve);
      await t.silence(ann, eve);
    },
  },
  {
    name: "empty-channel-stays",
    level: "should",
    rule: "A channel that all members have left still exists and can be joined",
    assignment: "Says nothing of how channels end.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.room("ann") as [User];
      ann.leave();
      await t.settle();
      const bob = await t.user("bob");
      await t.say(bob, `/join ${t.channel}`);
      await t.silence(bob);
      const eve = await t.user("eve");
      await t.say(eve, `/join ${t.channel}`);
      await bob.hears(TEXTS.joined(eve));
    },
  },
  {
    name: "rejoin-own-channel",
    level: "should",
    rule: "A member that joins its own channel again stays a member, and gets messages once",
    assignment: "Says nothing of joining one's own channel.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.say(bob, `/join ${t.channel}`);
      await t.silence(bob);
      await ann.drain();
      await t.relays(ann, "once, please", bob);
      await t.relays(bob, "and me", ann);
      await t.silence(ann, bob);
    },
  },
  {
    name: "words-after-the-channel",
    level: "should",
    rule: "Only the first word after /join and /create is the channel's name",
    assignment: "Says nothing of more words: /join <channel>.",
    link: LINKS.clientSends,
    async run(t) {
      const ann = await t.user("ann");
      await t.say(ann, `/create ${t.channel} and more`);
      await t.settle();
      const bob = await t.user("bob");
      await t.say(bob, `/join ${t.channel} if you please`);
      await ann.hears(TEXTS.joined(bob));
    },
  },
];
