/**
 * Servers that were out of reach of each other: all of them are alike again afterwards, nobody has gained
 * anything by it, and members have read what has changed, once.
 *
 * @module
 */
import assert from "node:assert/strict";
import { dumpOf } from "./server_dump.ts";
import { SPLIT_CASES, type SplitCase, type Step } from "./split_cases.ts";
import { SplitStage } from "./split_stage.ts";

/** Longer than a server without a sign of life counts as alive, in milliseconds. */
const LONG_MS = 12_000;

/** How servers are apart, and when users do something meanwhile. */
const SPLITS: Readonly<
  Record<string, (stage: SplitStage, act: () => Promise<void>) => Promise<void>>
> = {
  "a server is cut off for moments": async ({ servers }, act) => {
    servers[2]!.bus.connect(false);
    await act();
  },
  "a server is cut off, and taken for dead later": async (stage, act) => {
    stage.servers[2]!.bus.connect(false);
    await act();
    await stage.pass(LONG_MS);
  },
  "a server is cut off, and was taken for dead": async (stage, act) => {
    stage.servers[2]!.bus.connect(false);
    await stage.pass(LONG_MS);
    await act();
  },
  "the engine is divided, and no connection lost": async (stage, act) => {
    stage.engine.divide(stage.servers[2]!.bus);
    await stage.pass(LONG_MS);
    await act();
  },
  "the engine is divided into halves of two servers": async (stage, act) => {
    stage.engine.divide(...stage.servers.slice(2).map(({ bus }) => bus));
    await act();
    await stage.pass(LONG_MS);
  },
  "the engine is out of reach for all": async (stage, act) => {
    for (const { bus } of stage.servers) bus.connect(false);
    await stage.pass(LONG_MS);
    await act();
  },
};

/** A user may be in 20 channels. */
const MAX_CASES_PER_USER = 15;

/** Returns a text of a case for the users who play it. */
function forUsers(text: string, number: number): string {
  const group = Math.floor(number / MAX_CASES_PER_USER);
  return text.replace(/\b(ann|abe|bob)\b/g, `$1${group}`);
}

/** Takes steps of a case, one after the other. */
async function take(
  stage: SplitStage,
  number: number,
  steps: readonly Step[] = [],
): Promise<void> {
  for (const step of steps) {
    if (typeof step !== "string") step(stage);
    else {
      const [, nick, line] = /^(\S+) (.*)$/.exec(forUsers(step, number))!;
      const tracker = stage.users.get(nick!)!;
      await stage.passUntil(line!.startsWith("QUIT") ? tracker.quit(line!) : tracker.act(line!));
      // Clients ask for the modes of a channel when they enter it.
      const [, name = ""] = /^JOIN (\S+)$/.exec(line!) ?? [];
      if (tracker.channels.has(name)) await tracker.ask(name);
    }
    await stage.pass(20);
  }
}

/** Returns what holds for a channel on a server, as the cases write it. */
function endOf({ servers }: SplitStage, name: string): string {
  const channel = servers[0]!.hub.channelByForm(name.slice(1));
  if (!channel) return "none";
  const { modes, members, topic } = channel;
  const masks = (["I", "b", "e"] as const).flatMap((list) =>
    [...modes.masks(list)].map(({ mask }) => `${list} ${mask}`).sort()
  );
  if (masks.length > 10) return `${masks.length} masks`;
  const words = [...modes.flags].sort().join("") + (modes.limit ? `l ${modes.limit}` : "") +
    (modes.key === undefined ? "" : `k ${modes.key}`);
  const names = Array.from(
    members,
    (member) =>
      (modes.operators.has(member) ? "@" : "") + (modes.voiced.has(member) ? "+" : "") +
      member.nick,
  );
  const text = topic?.text ? `: ${topic.text}` : "";
  return [`+${words}${masks.join("+")}`, ...names.sort()].join(" ") + text;
}

for (const [how, split] of Object.entries(SPLITS)) {
  Deno.test(`when ${how}, all servers are alike again`, async (context) => {
    await using stage = await SplitStage.start(how.includes("halves") ? 4 : 3);
    const cases: [string, SplitCase][] = Object.entries(SPLIT_CASES)
      .filter(([, { needs }]) => needs !== "new names" || !how.includes("for all"))
      .filter(([, { needs }]) => needs !== "far users" || !/was taken|divided, and/.test(how));
    for (let number = 0; number < cases.length; number += MAX_CASES_PER_USER) {
      for (const [server, nick] of ["ann", "abe", "bob"].entries()) {
        await stage.connect(forUsers(nick, number), server);
      }
    }
    for (const nick of ["eve", "tim", "joe"]) await stage.connect(nick, 1);
    for (const [number, [, { before }]] of cases.entries()) await take(stage, number, before);
    await stage.pass(1000);
    await split(stage, async () => {
      for (const [number, [, { apart }]] of cases.entries()) await take(stage, number, apart);
    });
    await stage.heal();
    for (const [number, [, { after }]] of cases.entries()) await take(stage, number, after);
    await stage.pass(1000);
    const step = (name: string, fn: () => Promise<void> | void) =>
      context.step({
        name,
        fn: async () => void await fn(),
        sanitizeOps: false,
        sanitizeResources: false,
      });
    for (const [number, [name, { end }]] of cases.entries()) {
      await step(name, () => {
        const found = Object.keys(end).map((channel) => [channel, endOf(stage, channel)]);
        const expected = Object.entries(end).map(([it, text]) => [it, forUsers(text, number)]);
        assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
      });
    }
    const first = await dumpOf(stage, 0);
    for (const server of stage.servers.keys()) {
      await step(`server ${server} tells the same as the first one`, async () => {
        assert.deepEqual(await dumpOf(stage, server), first);
      });
    }
    for (const [nick, tracker] of stage.users) {
      await step(`${nick} has read every change, once`, async () => {
        if (tracker.channels.size === 0) return;
        await tracker.act();
        const { known, repeated } = tracker;
        await tracker.ask(...tracker.channels.keys());
        assert.deepEqual(known, tracker.known);
        assert.deepEqual(repeated, []);
      });
    }
  });
}
