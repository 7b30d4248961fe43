import type { Channel } from "../../../chat/channel.ts";
import type { MaskListName } from "../../../chat/channel_modes.ts";
import { CHANNEL_MODES, presentModes } from "../channel_mode_changes.ts";
import type { Commands, Member } from "../client.ts";
import { factsOf, USER_MODES, type UserMode } from "../facts.ts";
import { formatLine } from "../line.ts";
import { formatModes, linesOfModes, type ModeChange, parseModes } from "../modes.ts";
import type { Numeric } from "../numerics.ts";
import { Signal } from "../signal.ts";
import { channelNamed, isChannelName, nameOf, paramText, userNamed } from "../targets.ts";

/** The numerics of an entry of a list, and of its end. */
const LIST_NUMERICS: Readonly<Record<MaskListName, readonly [Numeric, Numeric]>> = {
  b: ["RPL_BANLIST", "RPL_ENDOFBANLIST"],
  e: ["RPL_EXCEPTLIST", "RPL_ENDOFEXCEPTLIST"],
  I: ["RPL_INVEXLIST", "RPL_ENDOFINVEXLIST"],
};

export const MODE_COMMANDS = {
  MODE: {
    usage: "MODE #CHANNEL|NICK [CHANGES [ARGUMENTS]]",
    help: "Shows or changes the modes of a channel, as its operator, or your own",
    least: 1,
    run(client, [target = "", ...params]) {
      if (!isChannelName(target)) return changeUser(client, target, params);
      const channel = channelNamed(client.hub, target);
      if (!channel || !channel.isVisibleTo(client.user)) {
        return client.reply("ERR_NOSUCHCHANNEL", [paramText(target)]);
      }
      return params.length === 0
        ? showChannel(client, channel)
        : changeChannel(client, channel, params);
    },
  },
} as const satisfies Commands;

function showChannel(client: Member, channel: Channel): void {
  const modes = formatModes(presentModes(channel, client.user));
  client.reply("RPL_CHANNELMODEIS", [nameOf(channel), ...(modes[0] === "" ? ["+"] : modes)]);
  const seconds = Math.floor(channel.createdAt / 1000);
  client.reply("RPL_CREATIONTIME", [nameOf(channel), String(seconds)]);
}

function changeChannel(client: Member, channel: Channel, params: readonly string[]): void {
  const { hub, user } = client;
  const isOperator = channel.modes.operators.has(user);
  const made: ModeChange[] = [];
  for (const change of parseModes(params)) {
    const { letter, argument } = change;
    if (isList(letter) && argument === undefined) {
      showList(client, channel, letter);
      continue;
    }
    if (!Object.hasOwn(CHANNEL_MODES, letter)) {
      client.reply("ERR_UNKNOWNMODE", [letter === " " || letter === ":" ? "*" : letter]);
      continue;
    }
    if (!isOperator) {
      client.reply("ERR_CHANOPRIVSNEEDED", [nameOf(channel)]);
      break;
    }
    const effect = CHANNEL_MODES[letter]!(client, channel, change);
    if (effect) made.push(effect);
  }
  if (made.length === 0) return;
  for (const part of linesOfModes(made)) {
    const line = formatLine(user.mask, "MODE", [nameOf(channel), ...formatModes(part)]);
    client.send(line);
    hub.signal(user, channel, new Signal(line));
  }
}

function isList(letter: string): letter is MaskListName {
  return Object.hasOwn(LIST_NUMERICS, letter);
}

function showList(client: Member, channel: Channel, list: MaskListName): void {
  const [entry, end] = LIST_NUMERICS[list];
  const name = nameOf(channel);
  // In the same order on all servers of a cluster, whenever they have learnt of them.
  const masks = [...channel.modes.masks(list)].sort((one, other) => one.time - other.time);
  for (const { mask, by, time } of masks) {
    client.reply(entry, [name, mask, by, String(Math.floor(time / 1000))]);
  }
  client.reply(end, [name]);
}

function changeUser(client: Member, nick: string, params: readonly string[]): void {
  const { hub, user } = client;
  const target = userNamed(client, nick);
  if (!target) return;
  if (target !== user) return client.reply("ERR_USERSDONTMATCH");
  const { modes } = factsOf(user);
  if (params.length === 0) return client.reply("RPL_UMODEIS", [`+${[...modes].sort().join("")}`]);
  const made: ModeChange[] = [];
  for (const { sign, letter } of parseModes(params.slice(0, 1))) {
    if (!isUserMode(letter)) {
      client.reply("ERR_UMODEUNKNOWNFLAG");
      continue;
    }
    // Only OPER makes operators.
    if (modes.has(letter) === (sign === "+") || letter === "o" && sign === "+") continue;
    if (sign === "+") modes.add(letter);
    else modes.delete(letter);
    if (letter === "o") client.peer.identity.resign();
    made.push({ sign, letter });
  }
  if (made.length === 0) return;
  hub.tellFacts(user);
  client.send(formatLine(user.mask, "MODE", [user.nick, ...formatModes(made)]));
}

function isUserMode(letter: string): letter is UserMode {
  return USER_MODES.some((mode) => mode === letter);
}
