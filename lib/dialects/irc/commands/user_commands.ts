/**
 * The commands that ask about certain users.
 *
 * @module
 */
import type { User } from "../../../chat/user.ts";
import type { Commands, Member } from "../client.ts";
import { factsOf, speaksIrc } from "../facts.ts";
import { serverOf } from "../servers.ts";
import { SERVER_DESCRIPTION } from "../settings.ts";
import { listOf, nameOf, paramText, signsOf } from "../targets.ts";

/** The maximum number of nicks in one question, and the most characters of channels in one line. */
const MAX_NICKS = 5;
const MAX_CHANNELS_LENGTH = 300;

export const USER_COMMANDS = {
  WHOIS: {
    usage: "WHOIS [SERVER] NICK",
    help: "Tells what there is to know about a user",
    least: 0,
    run(client, params) {
      const nick = listOf(params.at(-1))[0];
      if (nick === undefined) return client.reply("ERR_NONICKNAMEGIVEN");
      const user = client.hub.userByNick(nick);
      if (user) replyWhois(client, user);
      else client.reply("ERR_NOSUCHNICK", [paramText(nick)]);
      client.reply("RPL_ENDOFWHOIS", [user?.nick ?? paramText(nick)]);
    },
  },

  WHOWAS: {
    usage: "WHOWAS NICK [COUNT]",
    help: "Tells what was known about users who have left, the last one first",
    least: 0,
    run(client, [nick = "", count]) {
      if (nick === "") return client.reply("ERR_NONICKNAMEGIVEN");
      const max = Number.parseInt(count ?? "");
      const past = client.network.whoWas.find(nick);
      const { serverName } = client.network.settings;
      if (past.length === 0) client.reply("ERR_WASNOSUCHNICK", [paramText(nick)]);
      for (const it of max > 0 ? past.slice(0, max) : past) {
        client.reply("RPL_WHOWASUSER", [it.nick, it.username, it.host, "*"], it.realName);
        const date = new Date(it.leftAt).toUTCString();
        client.reply("RPL_WHOISSERVER", [it.nick, it.server ?? serverName], date);
      }
      client.reply("RPL_ENDOFWHOWAS", [paramText(nick)]);
    },
  },

  USERHOST: {
    usage: "USERHOST NICK [NICK…]",
    help: "Tells the user names and hosts of up to five users",
    least: 1,
    run(client, nicks) {
      const users = nicks.slice(0, MAX_NICKS).flatMap((it) => client.hub.userByNick(it) ?? []);
      const texts = users.map((user) => {
        const { away, modes } = factsOf(user);
        const sign = away === undefined ? "+" : "-";
        return `${user.nick}${modes.has("o") ? "*" : ""}=${sign}${user.username}@${user.host}`;
      });
      client.reply("RPL_USERHOST", [], texts.join(" "));
    },
  },

  ISON: {
    usage: "ISON NICK [NICK…]",
    help: "Tells which of some users are here",
    least: 1,
    run(client, params) {
      const nicks = params.flatMap((param) => param.split(" ")).filter((nick) => nick !== "");
      const users = nicks.flatMap((nick) => client.hub.userByNick(nick) ?? []);
      client.reply("RPL_ISON", [], users.map(({ nick }) => nick).join(" "));
    },
  },
} as const satisfies Commands;

function replyWhois(client: Member, user: User): void {
  const { network } = client;
  const { nick, username, host, realName, name } = user;
  client.reply("RPL_WHOISUSER", [nick, username, host, "*"], realName ?? name);
  for (const names of channelLines(client, user)) client.reply("RPL_WHOISCHANNELS", [nick], names);
  client.reply("RPL_WHOISSERVER", [nick, serverOf(client, user)], SERVER_DESCRIPTION);
  const { account, away, modes, signedOnAt } = factsOf(user);
  if (away !== undefined) client.reply("RPL_AWAY", [nick], away);
  if (modes.has("o")) client.reply("RPL_WHOISOPERATOR", [nick]);
  if (account !== undefined) client.reply("RPL_WHOISACCOUNT", [nick, paramText(account)]);
  if (modes.has("B")) client.reply("RPL_WHOISBOT", [nick]);
  if (!speaksIrc(user)) return;
  const signedOn = Math.floor(signedOnAt / 1000);
  client.reply("RPL_WHOISIDLE", [nick, String(network.idleSeconds(user)), String(signedOn)]);
}

/** Returns the channels of a user that the reader may know of. */
function channelLines({ network, user: reader }: Member, user: User): string[] {
  const isVisible = network.isVisible(user, reader);
  const lines: string[] = [];
  for (const channel of user.channels) {
    if (!channel.isVisibleTo(reader) || !isVisible && !channel.members.has(reader)) continue;
    const name = signsOf(channel, user, true) + nameOf(channel);
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length > MAX_CHANNELS_LENGTH) lines.push(name);
    else lines[lines.length - 1] = `${last} ${name}`;
  }
  return lines;
}
