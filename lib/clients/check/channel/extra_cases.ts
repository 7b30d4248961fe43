import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import { type ChannelStage, TEXTS } from "./channel_stage.ts";
import { LINKS } from "./links.ts";

const NOTHING = "Says nothing: this is how Parley's server does it.";

/** What only Parley's server does. */
export const EXTRA_CASES: readonly ServerCase<ChannelStage>[] = [
  {
    name: "suffix-for-taken-name",
    level: "extra",
    rule: "The second client with a name gets a suffix",
    assignment: NOTHING,
    link: LINKS.clientSends,
    async run(t) {
      const [ann] = await t.room("ann") as [User];
      const twin = await t.connect("twin");
      await t.say(twin, ann.name, `/join ${t.channel}`);
      await ann.hears(TEXTS.joined(`${ann}_2`));
      await t.say(twin, "hello");
      await ann.hears(`[${ann}_2] hello`);
      await t.silence(twin);
    },
  },
  {
    name: "blank-message-ignored",
    level: "extra",
    rule: "A blank message is not passed on to a channel",
    assignment: NOTHING,
    link: LINKS.clientSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.say(ann, "", "   ");
      await t.silence(ann, bob);
    },
  },
  {
    name: "long-message-prefixed",
    level: "extra",
    rule: "Each part of a long message starts with the sender's name",
    assignment: NOTHING,
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.say(ann, "x".repeat(200));
      const room = 200 - `[${ann}] `.length;
      await bob.hears(`[${ann}] ${"x".repeat(room)}`, `[${ann}] ${"x".repeat(200 - room)}`);
    },
  },
  {
    name: "line-breaks-prefixed",
    level: "extra",
    rule: "Nobody can forge a message with a line break: each line starts with the sender's name",
    assignment: NOTHING,
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.say(ann, "one\n[eve] two");
      await bob.hears(`[${ann}] one`, `[${ann}] [eve] two`);
    },
  },
  {
    name: "rejoin-is-told",
    level: "extra",
    rule: "When a member joins its own channel again, the others see it leave, then join",
    assignment: NOTHING,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.say(bob, `/join ${t.channel}`);
      await ann.hears(TEXTS.left(bob), TEXTS.joined(bob));
      await t.silence(bob);
    },
  },
  {
    name: "private-message",
    level: "extra",
    rule: "/msg sends a message to one user",
    assignment: NOTHING,
    link: LINKS.extensions,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const joe = await t.user("joe");
      await t.settle();
      await t.say(ann, `/msg ${joe} psst`);
      await joe.hears(`[${ann} to you] psst`);
      await t.silence(ann, bob);
    },
  },
  {
    name: "broadcast",
    level: "extra",
    rule: "/broadcast sends a message to everybody",
    assignment: NOTHING,
    link: LINKS.extensions,
    async run(t) {
      const [ann] = await t.room("ann") as [User];
      const joe = await t.user("joe");
      await t.settle();
      await t.say(joe, "/broadcast attention");
      await ann.hears(`[${joe} to all] attention`);
    },
  },
  {
    name: "who",
    level: "extra",
    rule: "/who lists the members of the channel",
    assignment: NOTHING,
    link: LINKS.extensions,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.say(ann, "/who");
      await ann.hearsWhere(
        `a list of ${ann} and ${bob}`,
        (text) => text.includes(ann.name) && text.includes(bob.name),
      );
      await t.silence(bob);
    },
  },
  {
    name: "leave",
    level: "extra",
    rule: "/leave leaves the channel",
    assignment: NOTHING,
    link: LINKS.extensions,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.say(bob, "/leave");
      await ann.hears(TEXTS.left(bob));
      await t.say(bob, "Am I out?");
      await bob.hears(TEXTS.outside);
      await t.silence(ann);
    },
  },
];
