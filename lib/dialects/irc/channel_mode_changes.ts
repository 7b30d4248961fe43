/**
 * What the changes of channel modes do.
 *
 * @module
 */
import type { Channel } from "../../chat/channel.ts";
import type { ChannelFlag, MaskListName } from "../../chat/channel_modes.ts";
import { userMask } from "../../chat/mask.ts";
import type { User } from "../../chat/user.ts";
import { cutText } from "../../framing/cut_text.ts";
import type { Member } from "./client.ts";
import { MAX_KEY_LENGTH } from "./limits.ts";
import type { ModeChange } from "./modes.ts";
import { nameOf, paramText, userNamed } from "./targets.ts";

/** The longest mask, in bytes. */
const MAX_MASK_BYTES = 200;

/** Makes a change, or says why not. Returns it as it was made, if something has changed. */
type Effect = (client: Member, channel: Channel, change: ModeChange) => ModeChange | undefined;

/** The effects by the letters of the modes. */
export const CHANNEL_MODES: Readonly<Record<string, Effect>> = {
  ...flags("C", "i", "m", "n", "s", "t"),
  ...lists("b", "e", "I"),
  o: rank(({ operators }) => operators),
  v: rank(({ voiced }) => voiced),

  k(client, channel, { sign, argument }) {
    const { modes } = channel;
    if (sign === "-") {
      if (modes.key === undefined) return undefined;
      modes.key = undefined;
      return { sign, letter: "k", argument: "*" };
    }
    if (argument === undefined) return missing(client);
    if (!/^[\x21-\x2b\x2d-\x7e]+$/.test(argument) || argument.length > MAX_KEY_LENGTH) {
      return invalid(client, channel, "k", "*", "A key is one word of up to 23 ASCII characters");
    }
    if (modes.key === argument) return undefined;
    modes.key = argument;
    return { sign, letter: "k", argument };
  },

  l(client, channel, { sign, argument }) {
    const { modes } = channel;
    if (sign === "-") {
      if (modes.limit === undefined) return undefined;
      modes.limit = undefined;
      return { sign, letter: "l" };
    }
    if (argument === undefined) return missing(client);
    if (!/^[1-9]\d{0,8}$/.test(argument)) {
      const value = cutText(paramText(argument), MAX_MASK_BYTES);
      return invalid(client, channel, "l", value, "A limit is a number from 1 on");
    }
    const limit = Number(argument);
    if (modes.limit === limit) return undefined;
    modes.limit = limit;
    return { sign, letter: "l", argument };
  },
};

/** Returns the modes of a channel that are set, as parameters. Only members read the key. */
export function presentModes({ modes, members }: Channel, reader: User): ModeChange[] {
  const isMember = members.has(reader);
  const changes: ModeChange[] = [...modes.flags].sort().map((letter) => ({ sign: "+", letter }));
  const { key, limit } = modes;
  if (key !== undefined) changes.push({ sign: "+", letter: "k", argument: isMember ? key : "*" });
  if (limit !== undefined) changes.push({ sign: "+", letter: "l", argument: String(limit) });
  return changes;
}

function flags(...letters: ChannelFlag[]): Record<string, Effect> {
  return Object.fromEntries(letters.map((letter) => [letter, flag(letter)]));
}

function flag(letter: ChannelFlag): Effect {
  return (_client, { modes }, { sign }) => {
    const isSet = modes.flags.has(letter);
    if (isSet === (sign === "+")) return undefined;
    if (isSet) modes.flags.delete(letter);
    else modes.flags.add(letter);
    return { sign, letter };
  };
}

function lists(...letters: MaskListName[]): Record<string, Effect> {
  return Object.fromEntries(letters.map((letter) => [letter, list(letter)]));
}

function list(letter: MaskListName): Effect {
  return (client, channel, { sign, argument }) => {
    if (argument === undefined || argument === "") return undefined;
    const { modes } = channel;
    const mask = cutText(userMask(argument.replaceAll(" ", "_")), MAX_MASK_BYTES);
    if (sign === "-") {
      const removed = modes.removeMask(letter, mask);
      return removed === undefined ? undefined : { sign, letter, argument: removed };
    }
    if (modes.isFull(letter)) {
      client.reply("ERR_BANLISTFULL", [nameOf(channel), mask]);
      return undefined;
    }
    const entry = { mask, by: client.user.mask, time: client.hub.time };
    return modes.addMask(letter, entry) ? { sign, letter, argument: mask } : undefined;
  };
}

function rank(ranksOf: (modes: Channel["modes"]) => Set<User>): Effect {
  return (client, channel, { sign, letter, argument }) => {
    if (argument === undefined) return missing(client);
    const user = userNamed(client, argument);
    if (!user) return undefined;
    if (!channel.members.has(user)) {
      client.reply("ERR_USERNOTINCHANNEL", [user.nick, nameOf(channel)]);
      return undefined;
    }
    const ranks = ranksOf(channel.modes);
    if (ranks.has(user) === (sign === "+")) return undefined;
    if (sign === "+") ranks.add(user);
    else ranks.delete(user);
    return { sign, letter, argument: user.nick };
  };
}

function missing(client: Member): undefined {
  client.reply("ERR_NEEDMOREPARAMS", ["MODE"]);
}

function invalid(
  client: Member,
  channel: Channel,
  letter: string,
  value: string,
  text: string,
): undefined {
  client.reply("ERR_INVALIDMODEPARAM", [nameOf(channel), letter, value], text);
}
