import { FRAME_SIZE } from "../../../framing/fixed_frames.ts";
import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import { type ChannelStage, frame, TEXTS } from "./channel_stage.ts";
import { LINKS } from "./links.ts";

const ASSIGNMENT =
  "Messages go to all other clients in the channel, preceded by the client's name in brackets.";

/** What the members of a channel hear from each other. */
export const MESSAGE_CASES: readonly ServerCase<ChannelStage>[] = [
  {
    name: "message-to-others",
    level: "must",
    rule: "All other members of the channel get a message, with the sender's name in brackets",
    assignment: ASSIGNMENT,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob, eve] = await t.room("ann", "bob", "eve") as [User, User, User];
      await t.relays(ann, "Hello world!", bob, eve);
      await t.relays(eve, "Hello yourself!", ann, bob);
    },
  },
  {
    name: "message-not-to-sender",
    level: "must",
    rule: "The sender does not get its own message, nor any other reply to it",
    assignment: "Messages are broadcast to all other clients; the example shows no reply.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.relays(ann, "Does this come back?", bob);
      await t.silence(ann, bob);
    },
  },
  {
    name: "message-not-elsewhere",
    level: "must",
    rule: "Clients in other channels and in none do not get the message",
    assignment: "Messages should not be sent to clients in different channels.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const [eve] = await t.roomNamed(t.unique("d"), "eve") as [User];
      const joe = await t.user("joe");
      await t.relays(ann, "only for this channel", bob);
      await t.silence(eve, joe);
    },
  },
  {
    name: "message-unchanged",
    level: "must",
    rule: "A message is passed on as it is, with its punctuation",
    assignment: ASSIGNMENT,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.relays(ann, "{0} %s, /join and \\n & <b>", bob);
    },
  },
  {
    name: "long-message",
    level: "must",
    rule: "A message of 180 characters, with the name, arrives whole",
    assignment: "All messages have 200 characters; the example has long sentences.",
    link: LINKS.frames,
    run: (t) => relaysFilled(t, 180),
  },
  {
    name: "message-fills-frame",
    level: "should",
    rule: "A message that fills its frame to the last byte, with the name, arrives whole",
    assignment: "You can assume that no messages are longer than 200 characters.",
    link: LINKS.frames,
    run: (t) => relaysFilled(t, FRAME_SIZE),
  },
  {
    name: "messages-in-order",
    level: "must",
    rule: "The messages of two clients who talk at once all arrive, each client's in its order",
    assignment: "Many clients are connected and send messages concurrently.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob, eve] = await t.room("ann", "bob", "eve") as [User, User, User];
      const numbers = Array.from({ length: 10 }, (_, index) => index);
      for (const number of numbers) {
        await t.say(ann, `number ${number}`);
        await t.say(bob, `number ${number}`);
      }
      const heard: string[] = [];
      for (const _ of [...numbers, ...numbers]) {
        heard.push(await eve.hearsWhere("a message of both", (text) => /number \d$/.test(text)));
      }
      for (const user of [ann, bob]) {
        const own = heard.filter((text) => text.startsWith(`[${user}] `));
        const wanted = numbers.map((number) => `[${user}] number ${number}`);
        if (own.join() !== wanted.join()) throw eve.wrong(wanted.join(", "), own.join(", "));
      }
    },
  },
  {
    name: "slash-inside-message",
    level: "must",
    rule: "A slash that is not the first character makes no command",
    assignment: "All messages that are not preceded by a / are normal messages.",
    link: LINKS.clientSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.relays(ann, "and/or", bob);
      await t.relays(ann, "try /list", bob);
    },
  },
  {
    name: "space-before-slash",
    level: "should",
    rule: "A text that starts with a space and then a slash is a message",
    assignment: "Control messages always begin with a /; says nothing of leading spaces.",
    link: LINKS.clientSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.say(ann, " /join is a command");
      await bob.hearsWhere(
        `"[${ann}]  /join is a command"`,
        (text) => /^\[\w+\] +\/join is a command$/.test(text),
      );
    },
  },
  {
    name: "double-spaces",
    level: "should",
    rule: "Spaces at the start of a message and double spaces stay",
    assignment: "The receiver strips spaces off the end; says nothing of others.",
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.relays(ann, "  two  spaces", bob);
    },
  },
  {
    name: "unicode-message",
    level: "should",
    rule: "Characters outside ASCII arrive unchanged, and frames still have 200 bytes",
    assignment: "Speaks of characters; the frames of programs in other languages count bytes.",
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.relays(ann, "Grüße, 世界, 🐼!", bob);
      await t.relays(ann, "after it", bob);
    },
  },
  {
    name: "broken-unicode",
    level: "should",
    rule: "Bytes that are not UTF-8 do not break the server or the channel",
    assignment: "Says nothing.",
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const broken = frame("broken: ");
      broken.set([0xff, 0xc3, 0x28, 0x80], "broken: ".length);
      await ann.send([broken]);
      await t.settle();
      const eve = await t.user("eve");
      await t.enter(eve, t.channel, []);
      await t.settle();
      await bob.drain();
      await t.relays(eve, "still here", bob);
    },
  },
  {
    name: "long-message-whole",
    level: "should",
    rule: "If a message no longer fits one frame behind the name, nothing of it is lost",
    assignment: "You can assume that no messages are longer than 200 characters.",
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const text = Array.from({ length: 40 }, (_, index) => `${index + 100}.`).join("").slice(
        0,
        198,
      );
      await t.say(ann, text);
      let heard = "";
      while (heard.length < text.length) {
        const part = await bob.hearsWhere("all of the message, in frames", (one) => one !== "");
        heard += part.replace(`[${ann}] `, "");
        if (!text.startsWith(heard)) throw bob.wrong(t.quote(text), heard);
      }
      await t.relays(ann, "after it", bob);
    },
  },
  {
    name: "same-name-twice",
    level: "should",
    rule: "Two clients with the same name can both talk, and both get messages",
    assignment: "Says nothing of names that are taken.",
    link: LINKS.clientSends,
    async run(t) {
      const [ann] = await t.room("ann") as [User];
      const twin = await t.connect("twin");
      await t.say(twin, ann.name, `/join ${t.channel}`);
      await ann.hearsWhere(
        "that a second client has joined",
        (text) => text.endsWith(" has joined"),
      );
      await t.say(twin, "from the twin");
      await ann.hearsWhere("the message", (text) => text.endsWith("] from the twin"));
      await t.relays(ann, "to the twin", twin);
    },
  },
  {
    name: "name-with-space",
    level: "should",
    rule: "A name may contain a space",
    assignment: "The first message is the client's name; says nothing of its characters.",
    link: LINKS.clientSends,
    async run(t) {
      const [ann] = await t.room("ann") as [User];
      const bob = await t.connect("bob");
      const name = `Bob ${t.unique("b")}`;
      await t.say(bob, name, `/join ${t.channel}`);
      await ann.hears(TEXTS.joined(name));
      await t.say(bob, "hello");
      await ann.hears(`[${name}] hello`);
    },
  },
];

/** Checks that a message arrives whose frame is filled up to `size`. */
async function relaysFilled(t: ChannelStage, size: number): Promise<void> {
  const [ann, bob] = await t.room("ann", "bob") as [User, User];
  await t.relays(ann, "0123456789".repeat(20).slice(0, size - `[${ann}] `.length), bob);
  await t.relays(ann, "after it", bob);
}
