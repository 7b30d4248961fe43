import { surviveFlood } from "../flood.ts";
import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import { type ChannelStage, frame, TEXTS } from "./channel_stage.ts";
import { LINKS } from "./links.ts";

const MANY =
  "The server must allow many clients to be connected and to send messages concurrently.";

/** What many clients, careless clients and slow clients do to the others. */
export const CROWD_CASES: readonly ServerCase<ChannelStage>[] = [
  {
    name: "ten-clients",
    level: "must",
    rule: "Ten clients can be in a channel at once, and all get its messages",
    assignment: MANY,
    link: LINKS.serverSends,
    run: (t) => crowd(t, 10),
  },
  {
    name: "fifty-clients",
    level: "should",
    rule: "Fifty clients can be in a channel at once, and all get its messages",
    assignment: `${MANY} It gives no number.`,
    link: LINKS.serverSends,
    run: (t) => crowd(t, 50),
  },
  {
    name: "several-channels",
    level: "must",
    rule: "Clients in different channels talk at the same time without hearing each other",
    assignment: "Messages should not be sent to clients in different channels.",
    link: LINKS.serverSends,
    async run(t) {
      const rooms: [User, User][] = [];
      for (const label of ["k", "l", "m"]) {
        const pair = await t.roomNamed(t.unique(label), `ann${label}`, `bob${label}`);
        rooms.push(pair as [User, User]);
      }
      for (const [ann] of rooms) await t.say(ann, `from ${ann}`);
      for (const [ann, bob] of rooms) await bob.hears(`[${ann}] from ${ann}`);
      await t.silence();
    },
  },
  {
    name: "connect-and-disconnect",
    level: "should",
    rule: "A client that connects and leaves without a name does not disturb the server",
    assignment: "Says nothing of clients that send nothing.",
    link: LINKS.clientSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      for (let times = 0; times < 3; times++) {
        (await t.connect("joe")).leave();
        await t.settle();
      }
      await t.relays(ann, "still here", bob);
      await t.silence(ann, bob);
      await t.stillServes();
    },
  },
  {
    name: "client-that-sends-no-name",
    level: "should",
    rule: "A client that connects and sends nothing does not hold up the others",
    assignment: "The server must allow many clients at once.",
    link: LINKS.clientSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const joe = await t.connect("joe");
      await t.settle();
      await t.relays(ann, "still here", bob);
      await t.stillServes();
      await t.silence(joe);
    },
  },
  {
    name: "reset-told-to-members",
    level: "should",
    rule: "A member whose connection is reset leaves like one that disconnects",
    assignment: "When a client disconnects, the others are told; says nothing of how it does so.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann, bob] = await t.room("ann", "bob") as [User, User];
      const eve = await t.connect("eve", false);
      await t.say(eve, eve.name);
      await t.enter(eve, t.channel, [ann, bob]);
      // Closing a connection with unread bytes resets it.
      await t.say(eve, "/unread");
      await t.settle();
      eve.leave();
      await ann.hears(TEXTS.left(eve));
      await bob.hears(TEXTS.left(eve));
      await t.relays(ann, "still here", bob);
      await t.stillServes();
    },
  },
  {
    name: "client-that-never-reads",
    level: "should",
    rule: "A member that reads nothing does not hold up the other clients of the server",
    assignment: "It is fine to send with blocking sockets, because messages are short.",
    link: LINKS.serverSends,
    run: neverReads,
  },
];

/** Checks that each of `size` clients in a channel hears the first and the last of them. */
async function crowd(t: ChannelStage, size: number): Promise<void> {
  const all = await t.room("u1");
  const [first] = all as [User];
  for (let number = 2; number <= size; number++) {
    const user = await t.user(`u${number}`);
    await t.say(user, `/join ${t.channel}`);
    await first.hears(TEXTS.joined(user));
    all.push(user);
  }
  for (const from of [all.at(-1)!, first]) {
    await t.say(from, "hello, everybody");
    for (const user of all) if (user !== from) await hearsAfterNotices(user, from);
  }
}

/** Checks that a member hears a greeting, maybe after notices about the others. */
async function hearsAfterNotices(user: User, from: User): Promise<void> {
  const wanted = `[${from}] hello, everybody`;
  let heard: string;
  do heard = await user.next(`"${wanted}"`); while (heard.endsWith(" has joined"));
  if (heard !== wanted) throw user.wrong(`"${wanted}"`, heard);
}

/** Floods a channel with a member that reads nothing. */
async function neverReads(t: ChannelStage): Promise<void> {
  const [ann, bob] = await t.room("ann", "bob") as [User, User];
  const deaf = await t.connect("deaf", false);
  await t.say(deaf, deaf.name);
  await t.enter(deaf, t.channel, [ann, bob]);
  const message = frame("x".repeat(180));
  await surviveFlood(t, { from: ann, message, witness: bob }, () => t.stillServes());
}
