/**
 * Everything that a server tells, in each dialect, in a form in which two servers can be compared.
 *
 * @module
 */
import { modeFieldsOf } from "../../lib/chat/modes_state.ts";
import { factsOf } from "../../lib/dialects/irc/facts.ts";
import { line } from "../support/messenger_peer.ts";
import type { SplitStage } from "./split_stage.ts";

/** Returns what one server tells, by the questions. */
export async function dumpOf(
  stage: SplitStage,
  server: number,
): Promise<Record<string, readonly string[]>> {
  return {
    ...await ircDump(stage, server),
    ...await messengerDump(stage, server),
    ...await channelDump(stage, server),
    ...innerDump(stage, server),
  };
}

function channelsOf({ servers }: SplitStage, server: number) {
  const { hub } = servers[server]!;
  return hub.channelNames.map((name) => hub.channel(name)!);
}

async function ircDump(stage: SplitStage, server: number) {
  const { irc } = stage.observers[server]!;
  const dump: Record<string, string[]> = {};
  const names = channelsOf(stage, server).map(({ form }) => `#${form}`);
  const questions = [
    ...names.flatMap((name) => [
      `NAMES ${name}`,
      `MODE ${name}`,
      `MODE ${name} b`,
      `MODE ${name} e`,
      `MODE ${name} I`,
      `WHO ${name}`,
    ]),
    ...[...stage.servers[server]!.hub.users.values()].map(({ nick }) => `WHOIS ${nick}`),
    ...["LIST", "WHO *", "WHO * %cuhsnfar"],
  ];
  for (const question of questions) {
    const lines = await irc.act(question);
    dump[`irc ${question}`] = lines.filter((line) => !line.includes(" NOTICE $* "))
      .map((line) => line.replace(/^(:\S+ \d+) \S+/, "$1 me"))
      // Each server knows when its own users did something last.
      .map((line) => line.replace(/( 317 \S+ \S+) \d+/, "$1 N"))
      .flatMap((line) => / 353 | 319 /.test(line) ? line.replace(" :", " ").split(" ") : [line])
      .sort();
  }
  return dump;
}

async function messengerDump(stage: SplitStage, server: number) {
  const { messenger } = stage.observers[server]!;
  const questions = [
    line("channels"),
    line("users"),
    ...channelsOf(stage, server).map(({ name }) => line("users", { destination: `#${name}` })),
  ];
  const dump: Record<string, string[]> = {};
  for (const question of questions) {
    await messenger.say(question);
    let answer;
    // What the server announces to everybody comes in between.
    do answer = JSON.parse((await messenger.hear(1))[0]!); while (answer.action === "broadcast");
    dump[`messenger ${question}`] = [answer.body].flat().sort();
  }
  return dump;
}

async function channelDump(stage: SplitStage, server: number) {
  const { channel } = stage.observers[server]!;
  const dump: Record<string, string[]> = {};
  const questions = [
    "/list",
    "/who",
    ...channelsOf(stage, server).map(({ name }) => `/who ${name}`),
  ];
  for (const question of questions) {
    // A message to oneself marks the end of the answer.
    const mark = `end of ${question}`;
    await channel.say(question, `/msg gaze${server} ${mark}`);
    const texts: string[] = [];
    while (!texts.at(-1)?.includes(mark)) texts.push(...await channel.hear(1));
    dump[`channel ${question}`] = texts.slice(0, -1)
      .filter((text) => !text.startsWith("[server to all]"))
      .flatMap((text) => text.split("\n")).sort();
  }
  return dump;
}

/** What only members, operators or later clients learn. */
function innerDump(stage: SplitStage, server: number) {
  const dump: Record<string, string[]> = {};
  for (const channel of channelsOf(stage, server)) {
    const { name, form, createdAt, topic, modes } = channel;
    dump[`channel ${name}`] = [
      ...[`form ${form}`, `created ${createdAt}`, `topic ${JSON.stringify(topic)}`],
      ...Array.from(modeFieldsOf(channel, () => undefined), (it) => JSON.stringify(it)).sort(),
      ...Array.from(modes.operators, ({ name }) => `operator ${name}`).sort(),
      ...Array.from(modes.voiced, ({ name }) => `voice ${name}`).sort(),
    ];
  }
  for (const user of stage.servers[server]!.hub.users.values()) {
    const { name, nick, host, username, realName } = user;
    const { account, away, modes, signedOnAt } = factsOf(user);
    dump[`user ${name}`] = [nick, host, username, `${realName}`, `${account}`, `${away}`]
      .concat([...modes].sort(), `${signedOnAt}`);
  }
  return dump;
}
