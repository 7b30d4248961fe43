import { CaseFailure, CaseSkipped } from "../case_failure.ts";
import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import type { ChannelStage } from "./channel_stage.ts";
import { LINKS } from "./links.ts";

const ASSIGNMENT = "/list sends the names of all current channels, separated by newlines.";

/** How many bytes of a list leave room for the channels of a case. */
const MAX_LIST_BYTES = 150;

/** The replies to `/list` while the list still fits one frame. */
export const SHORT_LIST_CASES: readonly ServerCase<ChannelStage>[] = [
  {
    name: "list-without-channels",
    level: "must",
    rule: "/list gets no reply while there are no channels",
    assignment: "The example shows that nothing is printed then.",
    link: LINKS.serverSends,
    fresh: true,
    async run(t) {
      const ann = await t.user("ann");
      await t.say(ann, "/list");
      await t.settle();
      const texts = await heardUntilFence(t, ann);
      if (texts.some((text) => text !== "")) {
        throw new CaseSkipped("The server has channels already: start it again, or use --start.");
      }
      if (texts.length > 0) throw ann.wrong("nothing", "an empty frame");
      // A server that answers nothing at all would pass otherwise.
      await t.stillServes();
    },
  },
  {
    name: "list-names-channels",
    level: "must",
    rule: "/list gets the names of all channels, one a line",
    assignment: ASSIGNMENT,
    link: LINKS.serverSends,
    fresh: true,
    async run(t) {
      const ann = await shortList(t);
      const names = [t.unique("x"), t.unique("y"), t.unique("z")];
      for (const name of names) await t.say(ann, `/create ${name}`);
      const listed = await listOf(t, ann);
      for (const name of names) {
        const count = listed.filter((one) => one === name).length;
        if (count !== 1) throw ann.wrong(`a list with ${name} once`, listed.join("\n"));
      }
    },
  },
  {
    name: "list-from-anywhere",
    level: "must",
    rule: "A client in no channel can list them as well",
    assignment: `${ASSIGNMENT} In the example, Alice does so before she joins one.`,
    link: LINKS.clientSends,
    fresh: true,
    async run(t) {
      (await shortList(t)).leave();
      await t.room("ann");
      const bob = await t.user("bob");
      const listed = await listOf(t, bob);
      if (!listed.includes(t.channel)) {
        throw bob.wrong(`a list with ${t.channel}`, listed.join("\n"));
      }
    },
  },
  {
    name: "list-in-one-message",
    level: "should",
    rule: "Names that fit one message are sent in one",
    assignment: ASSIGNMENT,
    link: LINKS.serverSends,
    fresh: true,
    async run(t) {
      const ann = await shortList(t);
      await t.say(ann, `/create ${t.channel}`, `/create ${t.unique("d")}`, "/list");
      await ann.hearsWhere(
        `a list with ${t.channel} and ${t.unique("d")}`,
        (text) => [t.channel, t.unique("d")].every((name) => text.split("\n").includes(name)),
      );
    },
  },
  {
    name: "list-to-its-asker-only",
    level: "must",
    rule: "Only the client that asks gets the list, and it stays in its channel",
    assignment: "/list should send a message back to the client.",
    link: LINKS.serverSends,
    fresh: true,
    async run(t) {
      (await shortList(t)).leave();
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await listOf(t, ann);
      await t.relays(ann, "still here", bob);
      await t.silence(ann, bob);
    },
  },
];

/** The replies to `/list` when the list is longer. */
export const LONG_LIST_CASES: readonly ServerCase<ChannelStage>[] = [
  {
    name: "list-over-several-frames",
    level: "should",
    rule: "A list that does not fit one message is sent in several, with nothing lost",
    assignment: "You can assume that no messages are longer than 200 characters.",
    link: LINKS.serverSends,
    async run(t) {
      const ann = await t.user("ann");
      const names = Array.from(
        { length: 8 },
        (_, index) => t.unique(`a-rather-long-channel-name-${index}-`),
      );
      for (const name of names) await t.say(ann, `/create ${name}`);
      const listed = (await listOf(t, ann)).join("\n");
      const missing = names.filter((name) => !listed.includes(name));
      // A server may break the list inside a name.
      const joined = listed.replaceAll("\n", "");
      if (missing.some((name) => !joined.includes(name))) {
        throw ann.wrong(`a list with all of ${names.length} names`, listed);
      }
    },
  },
];

/** Asks for the list; returns the names in it. */
async function listOf(t: ChannelStage, user: User): Promise<string[]> {
  t.expected.push(`${user} ← the list of channels`);
  await t.settle();
  await user.drain();
  await t.say(user, "/list");
  const first = await user.next("the list of channels");
  const texts = [first, ...await heardUntilFence(t, user)];
  return texts.flatMap((text) => text.split("\n")).map((name) => name.trim()).filter(Boolean);
}

/**
 * Returns the messages that come before the reply to a command that the server does not know, or
 * before the silence of a server that does not reply to it.
 */
async function heardUntilFence(t: ChannelStage, user: User): Promise<string[]> {
  const fence = `/${t.unique("z")}`;
  await t.say(user, fence);
  const texts: string[] = [];
  for (;;) {
    const message = await user.connection.next(t.patience.quietMs);
    if (message === undefined) {
      if (user.connection.end === undefined) return texts;
      throw new CaseFailure(
        `The connection of ${user} had to stay open, but ${user.connection.end}.`,
      );
    }
    const text = t.dialect.read(message);
    if (text.includes(fence.slice(1))) return texts;
    texts.push(text);
  }
}

/** Connects a user, and makes sure that the list has room for more in one frame. */
async function shortList(t: ChannelStage): Promise<User> {
  const ann = await t.user("lia");
  await t.say(ann, "/list");
  const texts = await heardUntilFence(t, ann);
  if (texts.join("\n").length > MAX_LIST_BYTES) {
    throw new CaseSkipped(
      "The server has more channels than one message can hold: start it again, or use --start.",
    );
  }
  return ann;
}
