import { FRAME_SIZE } from "../../../framing/fixed_frames.ts";
import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import { type ChannelStage, frame, frames, TEXTS } from "./channel_stage.ts";
import { LINKS } from "./links.ts";

/** How long the client waits between the parts of a message, so that the server reads them singly. */
const PART_PAUSE_MS = 3;

const ASSIGNMENT =
  "recv may return part of a message or several messages: keep the part until the rest arrives.";

/** How the server cuts messages out of the stream, and how it sends its own. */
export const FRAMING_CASES: readonly ServerCase<ChannelStage>[] = [
  {
    name: "frame-of-200-bytes",
    level: "must",
    rule: "Every message that the server sends is exactly 200 bytes long",
    assignment: "All messages have 200 characters, also those from the server to the client.",
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await t.say(ann, "/create");
      await ann.isRefused();
      await t.say(ann, "one", "two");
      await bob.hears(`[${ann}] one`, `[${ann}] two`);
      await t.silence(ann, bob);
    },
  },
  {
    name: "split-in-half",
    level: "must",
    rule: "A message that arrives in two parts is handled once, when it is complete",
    assignment: ASSIGNMENT,
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const bytes = frame("in two parts");
      await ann.send([bytes.subarray(0, 150)]);
      await t.silence(bob);
      await ann.send([bytes.subarray(150)]);
      await bob.hears(`[${ann}] in two parts`);
      await t.silence(ann, bob);
    },
  },
  {
    name: "split-at-every-offset",
    level: "must",
    rule: "A message may be split at any of its 200 bytes",
    assignment: ASSIGNMENT,
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const stride = t.patience.strideFor(FRAME_SIZE);
      const offsets = Array.from({ length: FRAME_SIZE - 1 }, (_, index) => index + 1)
        .filter((offset) => offset % stride === 0 || offset === 1 || offset === FRAME_SIZE - 1);
      for (const offset of offsets) {
        const bytes = frame(`split at ${offset}`);
        await ann.send([bytes.subarray(0, offset), bytes.subarray(offset)], PART_PAUSE_MS);
      }
      await bob.hears(...offsets.map((offset) => `[${ann}] split at ${offset}`));
    },
  },
  {
    name: "byte-by-byte",
    level: "must",
    rule: "A message may arrive one byte at a time",
    assignment: ASSIGNMENT,
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await ann.send(Array.from(frame("byte by byte"), (byte) => new Uint8Array([byte])), 1);
      await bob.hears(`[${ann}] byte by byte`);
      await t.silence(ann, bob);
    },
  },
  {
    name: "split-at-random",
    level: "must",
    rule: "A stream of messages may be split anywhere, across the ends of messages",
    assignment: ASSIGNMENT,
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const texts = Array.from({ length: 20 }, (_, index) => `message ${index}`);
      const stream = frames(...texts);
      const parts: Uint8Array[] = [];
      for (let at = 0; at < stream.length;) {
        const end = at + 1 + t.random.below(2 * FRAME_SIZE);
        parts.push(stream.subarray(at, end));
        at = end;
      }
      await ann.send(parts, PART_PAUSE_MS);
      await bob.hears(...texts.map((text) => `[${ann}] ${text}`));
    },
  },
  {
    name: "split-name",
    level: "must",
    rule: "The first message, the name, may arrive in parts as well",
    assignment: ASSIGNMENT,
    link: LINKS.frames,
    async run(t) {
      const [ann] = await t.room("ann") as [User];
      const bob = await t.connect("bob");
      const bytes = frame(bob.name);
      await bob.send([bytes.subarray(0, 2), bytes.subarray(2, 90), bytes.subarray(90)], 20);
      await t.say(bob, `/join ${t.channel}`);
      await ann.hears(TEXTS.joined(bob));
    },
  },
  {
    name: "split-of-two-clients",
    level: "must",
    rule: "Parts of messages from two clients do not get mixed up",
    assignment: ASSIGNMENT,
    link: LINKS.frames,
    async run(t) {
      const [ann, bob, eve] = await t.room("ann", "bob", "eve") as [User, User, User];
      const [first, second] = [frame("from the first"), frame("from the second")];
      await ann.send([first.subarray(0, 6)]);
      await t.settle();
      await bob.send([second.subarray(0, 9)]);
      await t.settle();
      await ann.send([first.subarray(6)]);
      await eve.hears(`[${ann}] from the first`);
      await bob.send([second.subarray(9)]);
      await eve.hears(`[${bob}] from the second`);
    },
  },
  {
    name: "several-in-one-segment",
    level: "must",
    rule: "Several messages may arrive in one segment, and all are handled in their order",
    assignment: ASSIGNMENT,
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await ann.send([frames("one", "two", "three", "four", "five")]);
      await bob.hears(...["one", "two", "three", "four", "five"].map((text) => `[${ann}] ${text}`));
      await t.silence(ann, bob);
    },
  },
  {
    name: "fifty-in-one-segment",
    level: "must",
    rule: "Fifty messages at once are all handled in their order",
    assignment: ASSIGNMENT,
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const texts = Array.from({ length: 50 }, (_, index) => `number ${index}`);
      await ann.send([frames(...texts)]);
      await bob.hears(...texts.map((text) => `[${ann}] ${text}`));
    },
  },
  {
    name: "one-and-a-half",
    level: "must",
    rule: "A message and the half of the next may arrive together",
    assignment: ASSIGNMENT,
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const bytes = frames("the first", "the second");
      await ann.send([bytes.subarray(0, 300)]);
      await bob.hears(`[${ann}] the first`);
      await t.silence(bob);
      await ann.send([bytes.subarray(300)]);
      await bob.hears(`[${ann}] the second`);
    },
  },
  {
    name: "name-and-command-together",
    level: "must",
    rule: "The name and the first commands may arrive in one segment",
    assignment: ASSIGNMENT,
    link: LINKS.clientSends,
    async run(t) {
      const [ann] = await t.room("ann") as [User];
      const bob = await t.connect("bob");
      await bob.send([frames(bob.name, `/join ${t.channel}`, "hello from the start")]);
      await ann.hears(TEXTS.joined(bob), `[${bob}] hello from the start`);
    },
  },
  {
    name: "trailing-newline",
    level: "should",
    rule: "A newline before the padding is not part of the message",
    assignment: "Says nothing; many clients send the line that was typed with its newline.",
    link: LINKS.frames,
    async run(t) {
      const ann = await t.user("ann");
      await t.say(ann, `/create ${t.channel}\n`);
      await t.settle();
      const bob = await t.user("bob");
      await t.say(bob, `/join ${t.channel}`);
      await ann.hears(TEXTS.joined(bob));
    },
  },
  {
    name: "zero-bytes-as-padding",
    level: "should",
    rule: "Zero bytes at the end of a message are padding, as spaces are",
    assignment: "Says that messages are padded with spaces; clients in C often send zero bytes.",
    link: LINKS.frames,
    async run(t) {
      const ann = await t.user("ann");
      await ann.send([frame(`/create ${t.channel}`, 0)]);
      await t.settle();
      const bob = await t.user("bob");
      await t.say(bob, `/join ${t.channel}`);
      await ann.hears(TEXTS.joined(bob));
    },
  },
  {
    name: "incomplete-message-dropped",
    level: "must",
    rule: "A message that is cut off by a disconnect is not passed on",
    assignment: ASSIGNMENT,
    link: LINKS.frames,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      await bob.send([frame("never finished").subarray(0, 100)]);
      await t.settle();
      bob.leave();
      await ann.hears(TEXTS.left(bob));
      await t.silence(ann);
    },
  },
];
