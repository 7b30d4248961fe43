import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import { type DirectStage, lines } from "./direct_stage.ts";
import { LINKS } from "./links.ts";

const DELIVERY = "The server sends DELIVERY to the receiver and SEND-OK to the sender.";
const ANY_LENGTH = "Messages can be of any length.";

/** How messages get from user to user. */
export const MESSAGE_CASES: readonly ServerCase<DirectStage>[] = [
  {
    name: "send",
    level: "must",
    rule: "SEND is answered with SEND-OK, and the receiver gets DELIVERY with the sender's name",
    assignment: DELIVERY,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await t.sends(ann, bob, "hello");
      await t.sends(bob, ann, "hi");
      await t.silence(ann, bob);
    },
  },
  {
    name: "send-with-spaces",
    level: "must",
    rule: "A message of several words arrives whole",
    assignment: `${DELIVERY} The message is all that follows the name.`,
    link: LINKS.clientSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await t.sends(ann, bob, "this message has seven words, doesn't it?");
    },
  },
  {
    name: "send-byte-for-byte",
    level: "should",
    rule: "Double spaces, spaces at the end, commas and quotes are passed on as they are",
    assignment: `${DELIVERY} Says nothing of odd spaces.`,
    link: LINKS.clientSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await t.sends(ann, bob, "a  b,c 'd' \"e\" {0} %s \\n ");
    },
  },
  {
    name: "send-unicode",
    level: "should",
    rule: "Characters outside ASCII arrive unchanged",
    assignment: "Examples encode text as UTF-8.",
    link: LINKS.lines,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await t.sends(ann, bob, "Grüße, 世界 🐼");
    },
  },
  {
    name: "send-to-receiver-only",
    level: "must",
    rule: "Nobody but the receiver gets the message",
    assignment: "The message is for a user with that name.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob, eve] = await t.users("ann", "bob", "eve") as [User, User, User];
      await t.sends(ann, bob, "between us");
      await t.silence(ann, bob, eve);
    },
  },
  {
    name: "send-in-order",
    level: "must",
    rule: "Ten messages in a row all arrive, in their order, and each is confirmed",
    assignment: DELIVERY,
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      for (let number = 0; number < 10; number++) await t.sends(ann, bob, `number ${number}`);
    },
  },
  {
    name: "send-both-ways-at-once",
    level: "must",
    rule: "Two users who send to each other at once both get their replies and messages",
    assignment: "The server sends replies and deliveries at any time, in any order.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await Promise.all([t.say(ann, `SEND ${bob} ping`), t.say(bob, `SEND ${ann} pong`)]);
      await ann.hearsInAnyOrder("SEND-OK", `DELIVERY ${bob} pong`);
      await bob.hearsInAnyOrder("SEND-OK", `DELIVERY ${ann} ping`);
    },
  },
  {
    name: "send-to-oneself",
    level: "should",
    rule: "Users can send to themselves: they get DELIVERY and SEND-OK",
    assignment: `${DELIVERY} Says nothing of oneself.`,
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      await t.say(ann, `SEND ${ann} note to myself`);
      await ann.hearsInAnyOrder(`DELIVERY ${ann} note to myself`, "SEND-OK");
    },
  },
  {
    name: "send-500-characters",
    level: "must",
    rule: "A message of 500 characters arrives whole",
    assignment: ANY_LENGTH,
    link: LINKS.lines,
    run: (t) => sendsLong(t, 500),
  },
  {
    name: "send-5000-characters",
    level: "must",
    rule: "A message of 5000 characters, longer than one read, arrives whole",
    assignment: ANY_LENGTH,
    link: LINKS.lines,
    run: (t) => sendsLong(t, 5000),
  },
  {
    name: "send-a-million-characters",
    level: "should",
    rule: "A message of a million characters arrives whole",
    assignment: ANY_LENGTH,
    link: LINKS.lines,
    run: (t) => sendsLong(t, 1_000_000),
  },
  {
    name: "split-line",
    level: "must",
    rule: "A line that arrives in two parts is handled once, when its end has come",
    assignment: "The newline is the delimiter of messages; a read may return a part of one.",
    link: LINKS.lines,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      const line = lines(`SEND ${bob} in two parts`);
      await ann.send([line.subarray(0, line.length - 6)]);
      await t.silence(ann, bob);
      await ann.send([line.subarray(line.length - 6)]);
      await bob.hears(`DELIVERY ${ann} in two parts`);
      await ann.hears("SEND-OK");
      await t.silence(ann, bob);
    },
  },
  {
    name: "split-at-every-offset",
    level: "must",
    rule: "A line may be split at any of its bytes",
    assignment: "The newline is the delimiter of messages; a read may return a part of one.",
    link: LINKS.lines,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      const line = lines(`SEND ${bob} in two parts`);
      for (let offset = 1; offset < line.length; offset++) {
        await ann.send([line.subarray(0, offset), line.subarray(offset)], 5);
        await bob.hears(`DELIVERY ${ann} in two parts`);
        await ann.hears("SEND-OK");
      }
    },
  },
  {
    name: "byte-by-byte",
    level: "must",
    rule: "Lines may arrive one byte at a time, the login as well",
    assignment: "The newline is the delimiter of messages; a read may return a part of one.",
    link: LINKS.lines,
    async run(t) {
      const [bob] = await t.users("bob") as [User];
      const ann = await t.connect("ann");
      const bytes = (text: string) => Array.from(lines(text), (byte) => new Uint8Array([byte]));
      await ann.send(bytes(`HELLO-FROM ${ann}`), 2);
      await ann.hears(`HELLO ${ann}`);
      await ann.send(bytes(`SEND ${bob} byte by byte`), 2);
      await bob.hears(`DELIVERY ${ann} byte by byte`);
      await ann.hears("SEND-OK");
    },
  },
  {
    name: "several-lines-at-once",
    level: "must",
    rule: "Several lines may arrive in one segment; each is handled, in their order",
    assignment: "The newline is the delimiter of messages; a read may return several.",
    link: LINKS.lines,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      const texts = ["one", "two", "three", "four", "five"];
      await ann.send([lines(...texts.map((text) => `SEND ${bob} ${text}`))]);
      await bob.hears(...texts.map((text) => `DELIVERY ${ann} ${text}`));
      await ann.hears(...texts.map(() => "SEND-OK"));
      await t.silence(ann, bob);
    },
  },
  {
    name: "line-and-a-half",
    level: "must",
    rule: "A line and the half of the next may arrive together",
    assignment: "The newline is the delimiter of messages; a read may return a part of one.",
    link: LINKS.lines,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      const all = lines(`SEND ${bob} the first`, `SEND ${bob} the second`);
      await ann.send([all.subarray(0, all.length - 8)]);
      await bob.hears(`DELIVERY ${ann} the first`);
      await ann.hears("SEND-OK");
      await ann.send([all.subarray(all.length - 8)]);
      await bob.hears(`DELIVERY ${ann} the second`);
      await ann.hears("SEND-OK");
    },
  },
  {
    name: "login-and-more-at-once",
    level: "should",
    rule: "A client may send its login and more without waiting for HELLO",
    assignment: "Says nothing; clients usually wait for HELLO.",
    link: LINKS.lines,
    async run(t) {
      const [bob] = await t.users("bob") as [User];
      const ann = await t.connect("ann");
      await ann.send([lines(`HELLO-FROM ${ann}`, `SEND ${bob} at once`)]);
      await ann.hears(`HELLO ${ann}`, "SEND-OK");
      await bob.hears(`DELIVERY ${ann} at once`);
    },
  },
  {
    name: "carriage-return",
    level: "should",
    rule: "A carriage return before the newline is not part of the line, so that telnet works",
    assignment: "Says nothing.",
    link: LINKS.lines,
    async run(t) {
      const ann = await t.connect("ann");
      await t.say(ann, `HELLO-FROM ${ann}\r`);
      await ann.hears(`HELLO ${ann}`);
    },
  },
];

async function sendsLong(t: DirectStage, length: number): Promise<void> {
  const [ann, bob] = await t.users("ann", "bob") as [User, User];
  await t.sends(ann, bob, "0123456789".repeat(length / 10));
  await t.sends(ann, bob, "after it");
}
