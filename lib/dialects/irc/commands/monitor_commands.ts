import { foldCase } from "../../../chat/name.ts";
import { isNick } from "../../../chat/nick.ts";
import type { Commands, Member } from "../client.ts";
import { MAX_MONITORED } from "../limits.ts";
import type { Numeric } from "../numerics.ts";
import { listOf } from "../targets.ts";

/** The most characters of nicks in one line. */
const MAX_NICKS_LENGTH = 350;

/** The effects of the subcommands. */
const SUBCOMMANDS: Readonly<Record<string, (client: Member, nicks: readonly string[]) => void>> = {
  "+"(client, nicks) {
    const added: string[] = [];
    // A mask would let a client follow somebody through all nicks.
    for (const nick of nicks.filter(isNick)) {
      if (client.monitored.has(foldCase(nick))) continue;
      if (client.monitored.size >= MAX_MONITORED) {
        client.reply("ERR_MONLISTFULL", [String(MAX_MONITORED), nick]);
        break;
      }
      client.monitor(nick);
      added.push(nick);
    }
    replyStatus(client, added);
  },

  "-"(client, nicks) {
    for (const nick of nicks) client.unmonitor(nick);
  },

  C(client) {
    for (const nick of client.monitored.values()) client.unmonitor(nick);
  },

  L(client) {
    replyLists(client, "RPL_MONLIST", [...client.monitored.values()]);
    client.reply("RPL_ENDOFMONLIST");
  },

  S(client) {
    replyStatus(client, [...client.monitored.values()]);
  },
};

export const MONITOR_COMMANDS = {
  MONITOR: {
    usage: "MONITOR +|- NICK[,NICK…], MONITOR C|L|S",
    help:
      "Tells you when certain users come and go: adds or removes nicks, clears the list, shows it, " +
      "or shows who is here",
    least: 1,
    run(client, [name = "", nicks]) {
      const subcommand = name.toUpperCase();
      if (Object.hasOwn(SUBCOMMANDS, subcommand)) SUBCOMMANDS[subcommand]!(client, listOf(nicks));
    },
  },
} as const satisfies Commands;

/** Says which of some users are here. */
function replyStatus(client: Member, nicks: readonly string[]): void {
  const present = nicks.flatMap((nick) => client.hub.userByNick(nick) ?? []);
  const absent = nicks.filter((nick) => !client.hub.userByNick(nick));
  replyLists(client, "RPL_MONONLINE", present.map(({ mask }) => mask));
  replyLists(client, "RPL_MONOFFLINE", absent);
}

/** Sends texts, joined by commas, in as many lines as they take. */
function replyLists(client: Member, numeric: Numeric, texts: readonly string[]): void {
  let list = "";
  const flush = () => {
    if (list !== "") client.reply(numeric, [], list);
    list = "";
  };
  for (const text of texts) {
    if (list.length + text.length > MAX_NICKS_LENGTH) flush();
    list += list === "" ? text : `,${text}`;
  }
  flush();
}
