import assert from "node:assert/strict";
import { factsOf } from "../../lib/dialects/irc/facts.ts";
import { ALL_CAPABILITIES, type IrcClient, type IrcStage, testOnStage } from "./irc_stage.ts";

/** Something that users do, of which others read. */
interface Case {
  /** The lines of each user; `READER` stands for both readers, one after the other. */
  readonly acts: readonly (readonly [user: "ann" | "eve", ...lines: string[]])[];
  /** The lines of both readers before. */
  readonly before?: readonly string[];
  /** How many lines each reader has to read, with all capabilities and with none. */
  readonly counts: readonly [all: number, none: number];
}

/** Everything that users of IRC read about each other. */
const CASES: Readonly<Record<string, Case>> = {
  "PRIVMSG to a channel": { acts: [["ann", "PRIVMSG #tea :hi there"]], counts: [1, 1] },
  "PRIVMSG with letters": { acts: [["ann", "PRIVMSG #tea :grüß 🍵 \u2028 x"]], counts: [1, 1] },
  "PRIVMSG in colours": {
    acts: [["ann", "PRIVMSG #tea :\x0304red\x0f and \x02bold\x02"]],
    counts: [1, 1],
  },
  "PRIVMSG that is too long": {
    acts: [["ann", `PRIVMSG #tea :${"x".repeat(490)}`, `PRIVMSG #tea :${"é".repeat(245)}`]],
    counts: [2, 2],
  },
  "PRIVMSG with tags": {
    acts: [["ann", "@+draft/reply=7;+x=a\\sb PRIVMSG #tea :answer"]],
    counts: [1, 1],
  },
  "an ACTION": { acts: [["ann", "PRIVMSG #tea :\x01ACTION waves\x01"]], counts: [1, 1] },
  "NOTICE to a channel": { acts: [["ann", "NOTICE #tea :psst"]], counts: [1, 1] },
  "a request to the programs of a channel": {
    acts: [["ann", "PRIVMSG #tea :\x01VERSION\x01"]],
    counts: [1, 1],
  },
  "the answer to a request": { acts: [["ann", "NOTICE READER :\x01PING 1\x01"]], counts: [1, 1] },
  "a private message": { acts: [["ann", "PRIVMSG READER :for you"]], counts: [1, 1] },
  "a private NOTICE": { acts: [["ann", "NOTICE READER :for \x02you"]], counts: [1, 1] },
  "a message to operators": {
    acts: [["ann", "MODE #tea +oo own far", "PRIVMSG @#tea :secret"]],
    counts: [2, 2],
  },
  "TAGMSG to a channel": { acts: [["ann", "@+typing=active TAGMSG #tea"]], counts: [1, 0] },
  "TAGMSG to a user": { acts: [["ann", "@+typing=done TAGMSG READER"]], counts: [1, 0] },
  "JOIN and PART": {
    acts: [["eve", "PART #tea :later"], ["eve", "JOIN #tea"]],
    counts: [2, 2],
  },
  "JOIN of a user who is away": {
    acts: [["eve", "PART #tea", "AWAY :gone", "JOIN #tea"]],
    counts: [3, 2],
  },
  "QUIT with words": { acts: [["ann", "QUIT :bye"]], counts: [1, 1] },
  "QUIT without words": { acts: [["ann", "QUIT"]], counts: [1, 1] },
  "NICK": { acts: [["ann", "NICK anna", "PRIVMSG #tea :me"]], counts: [2, 2] },
  "NICK in other capitals": { acts: [["ann", "NICK Ann"]], counts: [1, 1] },
  "TOPIC": { acts: [["ann", "TOPIC #tea :\x0304Green: and black"]], counts: [1, 1] },
  "TOPIC taken away": { acts: [["ann", "TOPIC #tea :x", "TOPIC #tea :"]], counts: [2, 2] },
  "KICK of another": { acts: [["ann", "KICK #tea eve :noise"]], counts: [1, 1] },
  "MODE of a channel": { acts: [["ann", "MODE #tea +ikl key 9", "MODE #tea -k"]], counts: [2, 2] },
  "MODE of masks": { acts: [["ann", "MODE #tea +beI a!*@* b!*@* c!*@*"]], counts: [1, 1] },
  "MODE of members": { acts: [["ann", "MODE #tea +vo eve eve"]], counts: [1, 1] },
  "INVITE": { acts: [["ann", "JOIN #den", "INVITE READER #den"]], counts: [1, 1] },
  "AWAY and back": {
    acts: [["ann", "AWAY :lunch"], ["ann", "AWAY :tea"], ["ann", "AWAY"]],
    counts: [3, 0],
  },
  "AWAY twice in a read": { acts: [["ann", "AWAY :lunch", "AWAY :lunch"]], counts: [1, 0] },
  "SETNAME": { acts: [["ann", "SETNAME :Ann the Great"]], counts: [1, 0] },
  "WALLOPS": {
    before: ["MODE READER +w"],
    acts: [["ann", "WALLOPS :careful"]],
    counts: [1, 1],
  },
  "MONITOR of a nick": {
    before: ["MONITOR + ann,anna"],
    acts: [["ann", "NICK anna"], ["ann", "QUIT"]],
    counts: [5, 5],
  },
  "MONITOR of facts about somebody in no common channel": {
    before: ["PART #tea", "MONITOR + ann"],
    acts: [["ann", "AWAY :lunch"], ["ann", "SETNAME :A"]],
    counts: [2, 0],
  },
  "several things at once": {
    acts: [["ann", "PRIVMSG #tea :1", "NOTICE #tea :2", "MODE #tea +m", "TOPIC #tea :3"]],
    counts: [4, 4],
  },
};

for (const [at, capabilities] of [ALL_CAPABILITIES, ""].entries()) {
  const form = capabilities === "" ? "without capabilities" : "with all capabilities";
  const cases = Object.entries(CASES).map(([fact, it]) =>
    [fact, (stage: IrcStage) => play(stage, it, capabilities, it.counts[at]!)] as const
  );
  testOnStage(`users of IRC on two servers read the same, ${form}`, Object.fromEntries(cases));
}

async function play(
  stage: IrcStage,
  { before = [], acts }: Case,
  capabilities: string,
  count: number,
): Promise<void> {
  const ann = await stage.connect("ann", 0, "message-tags");
  const eve = await stage.connect("eve", 0);
  const own = await stage.connect("own", 0, capabilities);
  const far = await stage.connect("far", 1, capabilities);
  for (const [at, member] of [ann, eve, own, far].entries()) {
    await member.act("JOIN #tea");
    await stage.meet("tea", at + 1);
  }
  factsOf(stage.servers[0]!.hub.userByNick("ann")!).modes.add("o");
  for (const reader of [own, far]) {
    await reader.act(...before.map((line) => line.replaceAll("READER", reader.nick)));
  }
  for (const [user, ...lines] of acts) {
    await act(user === "ann" ? ann : eve, [own, far].flatMap((it) => addressed(lines, it)));
  }
  const [here, there] = [await read(stage, own), await read(stage, far)];
  assert.deepEqual(there, here);
  assert.equal(here.length, count, here.join("\n"));
}

/** Returns the lines for one reader: each line for both readers only once. */
function addressed(lines: readonly string[], { nick }: IrcClient): string[] {
  return lines.filter((line) => nick === "own" || line.includes("READER"))
    .map((line) => line.replaceAll("READER", nick));
}

async function act(client: IrcClient, lines: readonly string[]): Promise<void> {
  if (!lines.some((line) => line.startsWith("QUIT"))) return void await client.act(...lines);
  await client.client.say(lines.map((line) => `${line}\r\n`).join(""));
  await client.client.rest();
}

/**
 * Returns what a reader has read, without times and with `READER` for its nick. Only messages to channels
 * have the same id on all servers.
 */
async function read(stage: IrcStage, reader: IrcClient): Promise<string[]> {
  const last = await stage.connect(`z${reader.nick}`, 0);
  await last.act(`PRIVMSG ${reader.nick} :that is all`);
  const lines = (await reader.until(":that is all")).slice(0, -1);
  return lines.map((line) =>
    (/ #tea/.test(line) ? line : line.replace(/msgid=\d+/, "msgid=M")).replace(
      /time=[^; ]+/,
      "time=T",
    ).replace(/\b(?:own|far)\b/g, "READER")
      .replaceAll("uown", "uREADER").replaceAll("ufar", "uREADER")
  );
}
