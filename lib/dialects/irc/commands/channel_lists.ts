/**
 * The commands that list channels and their members.
 *
 * @module
 */
import type { Channel } from "../../../chat/channel.ts";
import { fitsMask, isMask } from "../../../chat/mask.ts";
import type { Commands, Member } from "../client.ts";
import { LOOK_COST_BYTES } from "../limits.ts";
import { replyMembers, replyNames } from "../names.ts";
import { channelNamed, isChannelName, listOf, nameOf, paramText } from "../targets.ts";

const MINUTE_MS = 60_000;

/** Decides whether a list has a channel. */
type Condition = (channel: Channel) => boolean;

export const CHANNEL_LIST_COMMANDS = {
  NAMES: {
    usage: "NAMES [#CHANNEL[,#CHANNEL…]]",
    help: "Lists the members of channels",
    least: 0,
    run(client, [names]) {
      if (names === undefined) return replyAllNames(client);
      for (const name of names.split(",")) {
        const channel = channelNamed(client.hub, name);
        if (channel && channel.isVisibleTo(client.user)) replyNames(client, channel);
        else client.reply("RPL_ENDOFNAMES", [paramText(name)]);
      }
    },
  },

  LIST: {
    usage: "LIST [CONDITION[,CONDITION…]]",
    help:
      "Lists channels: all, those of these names or masks, without a mask (!MASK), with more or " +
      "less than N members (>N, <N), created (C) or with a topic (T) more or less than N minutes ago " +
      "(C>N, C<N, T>N, T<N)",
    least: 0,
    run(client, [param]) {
      const conditions = listOf(param);
      const names = conditions.filter((it) => isChannelName(it) && !isMask(it));
      const channels = names.length > 0 ? namedChannels(client, names) : allChannels(client);
      const others = conditions.filter((it) => !names.includes(it));
      const now = client.hub.time;
      const tests = others.map((condition) => parseCondition(condition, now));
      client.reply("RPL_LISTSTART", ["Channel"]);
      for (const channel of channels) {
        if (!channel.isVisibleTo(client.user) || !tests.every((fits) => fits(channel))) continue;
        const { members, topic } = channel;
        client.reply("RPL_LIST", [nameOf(channel), String(members.size)], topic?.text ?? "");
      }
      client.reply("RPL_LISTEND");
    },
  },
} as const satisfies Commands;

function replyAllNames(client: Member): void {
  for (const channel of allChannels(client)) {
    if (channel.isVisibleTo(client.user)) replyMembers(client, channel);
  }
  client.reply("RPL_ENDOFNAMES", ["*"]);
}

function allChannels({ hub, peer }: Member): Channel[] {
  peer.charge(hub.channelNames.length * LOOK_COST_BYTES);
  return hub.channelNames.flatMap((name) => hub.channel(name) ?? []);
}

function namedChannels({ hub }: Member, names: readonly string[]): Channel[] {
  return names.flatMap((name) => channelNamed(hub, name) ?? []);
}

/** Returns the condition in a parameter: a mask unless it is one of the others. */
function parseCondition(text: string, now: number): Condition {
  const [, what, sign, digits] = /^([CT]?)([<>])(\d+)$/.exec(text) ?? [];
  if (!sign) {
    return text.startsWith("!")
      ? (channel) => !fitsMask(nameOf(channel), text.slice(1))
      : (channel) => fitsMask(nameOf(channel), text);
  }
  const number = Number(digits);
  const compare = (value: number | undefined) =>
    value !== undefined && (sign === ">" ? value > number : value < number);
  if (what === "") return ({ members }) => compare(members.size);
  const minutesSince = (time: number | undefined) =>
    time === undefined ? undefined : (now - time) / MINUTE_MS;
  if (what === "C") return ({ createdAt }) => compare(minutesSince(createdAt));
  return ({ topic }) => compare(minutesSince(topic?.text ? topic.time : undefined));
}
