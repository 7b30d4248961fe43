import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import { type ChannelStage, TEXTS } from "./channel_stage.ts";
import { LINKS } from "./links.ts";

const TEXT = "You are required to use the error messages of utils.py.";
const UNCHANGED =
  "When commands lead to an error, they should not cause any changes at the server.";

/** The texts of errors, who gets them, and that they change nothing. */
export const ERROR_CASES: readonly ServerCase<ChannelStage>[] = [
  {
    name: "message-outside-a-channel",
    level: "must",
    rule: "A message from a client in no channel gets the error text",
    assignment: `${TEXT} The example shows this one.`,
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.user("ann");
      await t.say(ann, "Hello world!");
      await ann.hears(TEXTS.outside);
      await t.silence(ann);
    },
  },
  {
    name: "join-unknown-channel",
    level: "must",
    rule: "/join with a channel that does not exist gets the error text",
    assignment: TEXT,
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.user("ann");
      const channel = t.unique("no");
      await t.say(ann, `/join ${channel}`);
      await ann.hears(TEXTS.noChannel(channel));
      await t.silence(ann);
    },
  },
  {
    name: "join-without-channel",
    level: "must",
    rule: "/join without a name gets the error text",
    assignment: `${TEXT} The assignment names this one as an example.`,
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.user("ann");
      await t.say(ann, "/join");
      await ann.hears(TEXTS.joinWithoutName);
      await t.silence(ann);
    },
  },
  {
    name: "create-without-channel",
    level: "must",
    rule: "/create without a name gets the error text, which has no full stop",
    assignment: TEXT,
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.user("ann");
      await t.say(ann, "/create");
      await ann.hears(TEXTS.createWithoutName);
      await t.silence(ann);
    },
  },
  {
    name: "create-existing-channel",
    level: "must",
    rule: "/create with a channel that exists gets the error text",
    assignment: TEXT,
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.room("ann") as [User];
      const bob = await t.user("bob");
      await t.say(bob, `/create ${t.channel}`);
      await bob.hears(TEXTS.exists(t.channel));
      await t.silence(ann, bob);
    },
  },
  {
    name: "unknown-command",
    level: "must",
    rule: "Any other word with a slash in front gets the error text",
    assignment: TEXT,
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.user("ann");
      await t.say(ann, "/dance");
      await ann.hears(TEXTS.invalid("/dance"));
      await t.silence(ann);
    },
  },
  {
    name: "unknown-command-in-channel",
    level: "must",
    rule: "An unknown command is no message: the other members do not get it",
    assignment: "Messages that begin with a / are control messages.",
    link: LINKS.clientSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.say(ann, "/dance");
      await ann.isRefused();
      await t.relays(ann, "still here", bob);
      await t.silence(ann, bob);
    },
  },
  {
    name: "unknown-command-with-words",
    level: "should",
    rule: "The error for an unknown command names its first word only",
    assignment: "Says nothing of what {0} stands for when more words follow.",
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.user("ann");
      await t.say(ann, "/dance with me");
      await ann.hears(TEXTS.invalid("/dance"));
    },
  },
  {
    name: "longer-command-word",
    level: "should",
    rule: "/joinx and /lists are unknown commands, although they start like others",
    assignment: "Names three commands and says that others get an error.",
    link: LINKS.clientSends,
    async run(t) {
      const [ann] = await t.room("ann") as [User];
      await t.say(ann, `/joinx ${t.channel}`);
      await ann.hears(TEXTS.invalid("/joinx"));
      await t.say(ann, "/lists");
      await ann.hears(TEXTS.invalid("/lists"));
    },
  },
  {
    name: "slash-alone",
    level: "should",
    rule: "A slash alone is an unknown command and does not break the server",
    assignment: "Says nothing of a slash without a word.",
    link: LINKS.clientSends,
    async run(t) {
      const ann = await t.user("ann");
      await t.say(ann, "/");
      await ann.hears(TEXTS.invalid("/"));
      await t.stillServes();
    },
  },
  {
    name: "error-to-its-cause-only",
    level: "must",
    rule: "Only the client that made the error gets the error text",
    assignment: "The server sends an error message back to the client.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const joe = await t.user("joe");
      await t.say(ann, `/create ${t.channel}`);
      await ann.isRefused();
      await t.silence(ann, bob, joe);
    },
  },
  {
    name: "failed-join-changes-nothing",
    level: "must",
    rule: "A member that fails to join another channel is still in its own, and nobody is told",
    assignment: UNCHANGED,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const channel = t.unique("no");
      await t.say(ann, `/join ${channel}`);
      await ann.isRefused();
      await t.relays(ann, "still here", bob);
      await t.relays(bob, "so it seems", ann);
      await t.silence(ann, bob);
    },
  },
  {
    name: "failed-join-creates-nothing",
    level: "must",
    rule: "A /join that fails does not create the channel",
    assignment: UNCHANGED,
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.user("ann");
      const channel = t.unique("no");
      for (const text of [`/join ${channel}`, `/join ${channel}`, "Am I in?"]) {
        await t.say(ann, text);
        await ann.isRefused();
      }
    },
  },
  {
    name: "failed-create-changes-nothing",
    level: "must",
    rule: "A member that fails to create a channel is still in its own, and nobody is told",
    assignment: UNCHANGED,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const other = t.unique("d");
      const [eve] = await t.roomNamed(other, "eve") as [User];
      await t.say(ann, `/create ${other}`);
      await ann.isRefused();
      await t.relays(ann, "still here", bob);
      await t.silence(ann, bob, eve);
    },
  },
  {
    name: "failed-commands-change-nothing",
    level: "must",
    rule: "A member that forgets the channel's name in /join and /create stays where it is",
    assignment: UNCHANGED,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.say(ann, "/join");
      await ann.isRefused();
      await t.say(ann, "/create");
      await ann.isRefused();
      await t.relays(ann, "still here", bob);
      await t.silence(ann, bob);
    },
  },
];
