import { CaseSkipped } from "../case_failure.ts";
import { surviveFlood } from "../flood.ts";
import type { ServerCase } from "../server_case.ts";
import type { User } from "../user.ts";
import { type DirectStage, lines, MIN_ROOM } from "./direct_stage.ts";
import { LINKS } from "./links.ts";

/** With how many users a server has to be full, or its limit stays unknown. */
const MAX_CROWD = 70;

/** What many clients, careless clients and slow clients do to the others. */
export const CROWD_CASES: readonly ServerCase<DirectStage>[] = [
  {
    name: "sixteen-users",
    level: "must",
    rule: "Sixteen users can be logged in at once, and send to each other",
    assignment: "The server must support at least 16 clients at once.",
    link: LINKS.serverSends,
    run: (t) => crowd(t, MIN_ROOM),
  },
  {
    name: "fifty-users",
    level: "should",
    rule: "Fifty users can be logged in at once, and send to each other",
    assignment: "The server may say BUSY from its limit on.",
    link: LINKS.serverSends,
    run: (t) => crowd(t, 50),
  },
  {
    name: "busy",
    level: "must",
    rule: "A server that is full answers BUSY, the others go on, and a logout makes room",
    assignment: "BUSY means that the maximum number of clients has been reached.",
    link: LINKS.serverSends,
    run: busy,
  },
  {
    name: "disconnect-before-login",
    level: "must",
    rule: "Clients that disconnect without a login do not disturb the server",
    assignment: "The server must handle disconnects.",
    link: LINKS.clientSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      for (let times = 0; times < 3; times++) {
        (await t.connect("joe")).leave();
        await t.settle();
      }
      await t.sends(ann, bob, "still here");
      await t.stillServes();
    },
  },
  {
    name: "client-that-sends-nothing",
    level: "must",
    rule: "A client that connects and sends nothing does not hold up the others",
    assignment: "Nobody can predict when a client sends something: check all connections.",
    link: LINKS.clientSends,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      const joe = await t.connect("joe");
      await t.settle();
      await t.sends(ann, bob, "still here");
      await t.stillServes();
      await t.silence(joe);
    },
  },
  {
    name: "client-that-stops-in-a-line",
    level: "must",
    rule: "A client that sends half a line and waits does not hold up the others",
    assignment: "Nobody can predict when a client sends something: check all connections.",
    link: LINKS.lines,
    async run(t) {
      const [ann, bob, eve] = await t.users("ann", "bob", "eve") as [User, User, User];
      await eve.send([lines(`SEND ${ann} half`).subarray(0, 7)]);
      await t.settle();
      await t.sends(ann, bob, "still here");
      await t.stillServes();
    },
  },
  {
    name: "incomplete-line-dropped",
    level: "should",
    rule: "A line that is cut off by a disconnect is not handled",
    assignment: "The newline ends a message; says nothing of one without.",
    link: LINKS.lines,
    async run(t) {
      const [ann, bob] = await t.users("ann", "bob") as [User, User];
      await bob.send([lines(`SEND ${ann} never finished`).subarray(0, -1)]);
      await t.settle();
      bob.leave();
      await t.silence(ann);
      await t.untilGone(ann, bob);
    },
  },
  {
    name: "reset",
    level: "should",
    rule: "A user whose connection is reset is logged out, and the others go on",
    assignment: "The server must handle disconnects; says nothing of how they happen.",
    link: LINKS.serverSends,
    async run(t) {
      const [ann] = await t.users("ann") as [User];
      const eve = await t.connect("eve", false);
      // Closing a connection with unread bytes resets it.
      await t.say(eve, `HELLO-FROM ${eve}`);
      await t.settle();
      eve.leave();
      await t.untilGone(ann, eve);
      await t.stillServes();
    },
  },
  {
    name: "user-that-never-reads",
    level: "should",
    rule: "A user that reads nothing does not hold up the other users",
    assignment: "Says nothing.",
    link: LINKS.serverSends,
    run: neverReads,
  },
];

/** Checks that `size` users can log in, and that each can send to the next. */
async function crowd(t: DirectStage, size: number): Promise<void> {
  const all: User[] = [];
  for (let number = 1; number <= size; number++) all.push(await t.user(`u${number}`));
  for (const [index, user] of all.entries()) {
    await t.sends(user, all[(index + 1) % size]!, "pass it on");
  }
}

async function busy(t: DirectStage): Promise<void> {
  const all: User[] = [await t.user("u1"), await t.user("u2")];
  const [ann, bob] = all as [User, User];
  for (let number = 3;; number++) {
    if (number > MAX_CROWD) {
      throw new CaseSkipped(`The server has room for ${MAX_CROWD} users: its limit is unknown.`);
    }
    const user = await t.connect(`u${number}`);
    await t.say(user, `HELLO-FROM ${user}`);
    const reply = await user.next("HELLO or BUSY");
    if (reply === `HELLO ${user}`) all.push(user);
    else if (reply === "BUSY") break;
    else throw user.wrong(`"HELLO ${user}" or "BUSY"`, reply);
  }
  await t.sends(ann, bob, "it is full here");
  const last = all.pop()!;
  last.leave();
  await t.untilGone(ann, last);
  await t.stillServes();
}

/** Floods a user that reads nothing. */
async function neverReads(t: DirectStage): Promise<void> {
  const [ann, bob, eve] = await t.users("ann", "bob", "eve") as [User, User, User];
  const deaf = await t.connect("deaf", false);
  await t.say(deaf, `HELLO-FROM ${deaf}`);
  await t.settle();
  const message = lines(`SEND ${deaf} ${"x".repeat(1000)}`);
  // The sender is told of each message.
  await surviveFlood(t, { from: ann, message, witness: ann }, async () => {
    await t.sends(bob, eve, "still here");
    await t.stillServes();
  });
}
