/**
 * Real servers that are cut off from NATS for longer than they count as alive: users change the same
 * things on all sides, and all servers tell the same afterwards.
 *
 * @module
 */
import assert from "node:assert/strict";
import { IrcTracker } from "../../cluster/irc_tracker.ts";
import { HAS_NATS } from "../../support/nats_server.ts";
import { withDeadline } from "../../support/deadline.ts";
import { Cluster } from "./cluster.ts";

/** How often to ask whether something has happened, in milliseconds. */
const CHECK_MS = 200;

/** How long servers may take to find another one dead, or to agree again, in milliseconds. */
const DEADLINE_MS = 40_000;

/** A user on each server. The link of the first server stays whole. */
type Users = readonly [ann: IrcTracker, bob: IrcTracker, cid: IrcTracker];

const QUESTIONS = ["NAMES #lab", "MODE #lab", "MODE #lab b", "TOPIC #lab", "WHO #lab", "LIST"];

/** Returns what a server tells about the channel. */
async function view(user: IrcTracker): Promise<string[]> {
  const lines: string[] = [];
  for (const question of QUESTIONS) lines.push(...await user.act(question));
  return lines.filter((line) => /^:\S+ \d/.test(line))
    .map((line) => line.replace(/^(:\S+ \d+) \S+/, "$1 me"))
    .flatMap((line) => / 353 /.test(line) ? line.replace(" :", " ").split(" ") : [line]).sort();
}

/** Waits until something holds. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  let isOver = false;
  const waiting = (async () => {
    while (!isOver && !await holds()) await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
  })();
  await withDeadline(waiting, () => `Not so: ${what}`, DEADLINE_MS).finally(() => isOver = true);
}

async function has(user: IrcTracker, question: string, part: string): Promise<boolean> {
  return (await user.act(question)).some((line) => line.includes(part));
}

async function areAlike(users: Users): Promise<boolean> {
  const views = await Promise.all(users.map(view));
  return views.every((it) => JSON.stringify(it) === JSON.stringify(views[0]));
}

async function gather(users: Users): Promise<void> {
  const [ann, bob, cid] = users;
  await bob.act("JOIN #lab", "TOPIC #lab :ours");
  for (const user of [ann, cid]) {
    await until("the channel", () => has(user, "NAMES #lab", "@bob"));
    await user.act("JOIN #lab");
  }
  await until("all members", () => areAlike(users));
  for (const user of users) await user.ask("#lab");
}

Deno.test({
  name: "servers that were cut off from NATS for long tell the same as the others afterwards",
  ignore: !HAS_NATS,
  async fn() {
    await using cluster = await Cluster.start(3);
    await using stack = new AsyncDisposableStack();
    const connect = async (nick: string, server: number) => {
      const port = Number(cluster.servers[server]!.address.split(":")[1]);
      return stack.use(await IrcTracker.connect(port, nick));
    };
    const users: Users = [
      await connect("ann", 0),
      await connect("bob", 1),
      await connect("cid", 2),
    ];
    const [ann, bob, cid] = users;
    await gather(users);
    cluster.servers[1]!.link!.cut("reset");
    cluster.servers[2]!.link!.cut("silence");
    await until("the others are dead", async () => !await has(ann, "LUSERS", "on 3 servers"));
    await until("ann is alone", async () => !await has(ann, "NAMES #lab", "cid"));
    await ann.act("PART #lab", "JOIN #lab", "MODE #lab +k mine", "TOPIC #lab :mine");
    await ann.ask("#lab");
    await bob.act("MODE #lab +mbl bad!*@* 9", "MODE #lab +v cid", "AWAY :at lunch");
    await cid.act("MODE #lab +o cid", "SETNAME :Cid");
    for (const { link } of cluster.servers) link!.mend();
    await until(
      "all are alike",
      async () => await has(ann, "NAMES #lab", "cid") && await areAlike(users),
    );
    const [modes] = await ann.act("MODE #lab");
    assert.match(modes!, / 324 ann #lab \+mntl 9$/);
    assert.deepEqual(
      (await ann.act("NAMES #lab"))[0]!.split(" :")[1]!.split(" ").sort(),
      ["+cid", "@bob", "ann"],
    );
    assert.match((await ann.act("TOPIC #lab"))[0]!, /:ours$/);
    for (const user of users) {
      const { known, repeated } = user;
      assert.deepEqual(repeated, []);
      await user.ask("#lab");
      assert.deepEqual(known, user.known);
    }
  },
});
