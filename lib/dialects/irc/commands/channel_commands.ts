/**
 * The commands with which users enter and leave channels, and act in them.
 *
 * @module
 */
import { Channel } from "../../../chat/channel.ts";
import type { EntryRefusal } from "../../../chat/channel_modes.ts";
import { SERVER_NAME } from "../../../chat/server_name.ts";
import type { User } from "../../../chat/user.ts";
import type { Commands, Member } from "../client.ts";
import { factsOf, speaksIrc } from "../facts.ts";
import { MAX_CHANNELS, MAX_TARGETS } from "../limits.ts";
import { formatLine } from "../line.ts";
import { replyNames } from "../names.ts";
import type { Numeric } from "../numerics.ts";
import { Signal } from "../signal.ts";
import {
  channelNamed,
  channelOfMember,
  cutRemark,
  listOf,
  nameOf,
  newChannelName,
  paramText,
  userNamed,
} from "../targets.ts";

/** The bytes that a word to somebody costs, besides its own. */
const TELL_COST_BYTES = 512;

const ENTRY_NUMERICS: Readonly<Record<EntryRefusal, Numeric>> = {
  "banned": "ERR_BANNEDFROMCHAN",
  "invite-only": "ERR_INVITEONLYCHAN",
  "bad-key": "ERR_BADCHANNELKEY",
  "channel-full": "ERR_CHANNELISFULL",
};

export const CHANNEL_COMMANDS = {
  JOIN: {
    usage: "JOIN #CHANNEL[,#CHANNEL…] [KEY[,KEY…]]",
    help: "Enters channels; those that do not exist are created. JOIN 0 leaves all",
    least: 1,
    run(client, [names, keyList]) {
      if (names === "0") return leaveAll(client);
      const channels = listOf(names);
      if (channels.length === 0) return client.reply("ERR_NEEDMOREPARAMS", ["JOIN"]);
      const keys = (keyList ?? "").split(",");
      channels.forEach((name, at) => join(client, name, keys[at]));
    },
  },

  PART: {
    usage: "PART #CHANNEL[,#CHANNEL…] [TEXT]",
    help: "Leaves channels",
    least: 1,
    run(client, [names, text]) {
      for (const name of listOf(names)) {
        const channel = channelOfMember(client, name);
        if (channel) leave(client, channel, text);
      }
    },
  },

  TOPIC: {
    usage: "TOPIC #CHANNEL [TEXT]",
    help: "Shows what a channel is about, or changes it",
    least: 1,
    run(client, [name = "", text]) {
      const channel = channelOfMember(client, name);
      if (!channel) return;
      if (text === undefined) return replyTopic(client, channel, true);
      const muted = client.hub.silence(client.user);
      if (muted) return client.reply("ERR_CANNOTSENDTOCHAN", [nameOf(channel)], muted.explanation);
      if (!isTopicOpen(channel) && !channel.modes.operators.has(client.user)) {
        return client.reply("ERR_CHANOPRIVSNEEDED", [nameOf(channel)]);
      }
      const topic = {
        text: cutRemark(text),
        author: client.user.name,
        time: client.hub.time,
        isLocked: channel.topic?.isLocked ?? false,
      };
      client.hub.changeTopic(channel, topic, client.user);
    },
  },

  KICK: {
    usage: "KICK #CHANNEL NICK[,NICK…] [REASON]",
    help: "Removes members from a channel, as its operator",
    least: 2,
    run(client, [names, nicks, reason]) {
      const channels = listOf(names);
      listOf(nicks).slice(0, MAX_TARGETS).forEach((nick, at) => {
        const name = channels[channels.length === 1 ? 0 : at];
        if (name !== undefined) kick(client, name, nick, reason);
      });
    },
  },

  INVITE: {
    usage: "INVITE NICK #CHANNEL",
    help: "Invites a user, who may then enter whatever the modes of the channel say",
    least: 2,
    run(client, [nick = "", name = ""]) {
      const user = userNamed(client, nick);
      const channel = user && channelOfMember(client, name);
      if (!channel) return;
      const isOperator = channel.modes.operators.has(client.user);
      if (channel.modes.flags.has("i") && !isOperator) {
        return client.reply("ERR_CHANOPRIVSNEEDED", [nameOf(channel)]);
      }
      if (channel.members.has(user)) {
        return client.reply("ERR_USERONCHANNEL", [user.nick, nameOf(channel)]);
      }
      invite(client, user, channel, isOperator);
    },
  },
} as const satisfies Commands;

function join(client: Member, param: string, key: string | undefined): void {
  const { hub, user } = client;
  const present = channelNamed(hub, param);
  if (present?.members.has(user)) return;
  const channel = present ?? create(client, param);
  if (!channel) return;
  const name = nameOf(channel);
  const refusal = channel.entryRefusal(user, key);
  if (refusal) return client.reply(ENTRY_NUMERICS[refusal.code], [name]);
  if (user.channels.length >= MAX_CHANNELS) return client.reply("ERR_TOOMANYCHANNELS", [name]);
  hub.join(user, channel);
  client.echo({ ...hub.lastStamp, type: "joined", user, channel });
  replyTopic(client, channel, false);
  replyNames(client, channel);
}

/** Creates a channel with the modes that users of IRC expect. */
function create(client: Member, param: string): Channel | undefined {
  const { hub, user } = client;
  const name = newChannelName(param);
  if (name === undefined) {
    client.reply("ERR_NOSUCHCHANNEL", [paramText(param)]);
    return undefined;
  }
  if (user.channels.length >= MAX_CHANNELS) {
    client.reply("ERR_TOOMANYCHANNELS", [param]);
    return undefined;
  }
  const channel = hub.createChannel(name, user);
  if (channel instanceof Channel) {
    channel.modes.flags.add("n").add("t");
    return channel;
  }
  client.reply("ERR_TOOMANYCHANNELS", [param], "The server has as many channels as it may have");
  return undefined;
}

function leave(client: Member, channel: Channel, text?: string): void {
  const { hub, user } = client;
  const farewell = text === undefined || hub.silence(user) ? undefined : cutRemark(text);
  const departure = { reason: "left", farewell } as const;
  hub.leave(user, channel, departure);
  client.echo({ ...hub.lastStamp, type: "left", user, channel, departure });
}

function leaveAll(client: Member): void {
  for (const channel of client.user.channels) leave(client, channel);
}

function isTopicOpen(channel: Channel): boolean {
  return !channel.modes.flags.has("t") && !channel.topic?.isLocked;
}

/** @param isAsked Whether the user wants to know that there is no topic. */
function replyTopic(client: Member, channel: Channel, isAsked: boolean): void {
  const name = nameOf(channel);
  const { topic } = channel;
  if (!topic?.text) return isAsked ? client.reply("RPL_NOTOPIC", [name]) : undefined;
  client.reply("RPL_TOPIC", [name], topic.text);
  const author = client.hub.user(topic.author)?.nick ?? topic.author.replaceAll(" ", "_");
  const seconds = Math.floor(topic.time / 1000);
  client.reply("RPL_TOPICWHOTIME", [name, author || SERVER_NAME, String(seconds)]);
}

function kick(client: Member, name: string, nick: string, reason?: string): void {
  const channel = channelOfMember(client, name);
  if (!channel) return;
  const { hub, user: by } = client;
  if (!channel.modes.operators.has(by)) {
    return client.reply("ERR_CHANOPRIVSNEEDED", [nameOf(channel)]);
  }
  const user = userNamed(client, nick);
  if (!user) return;
  if (!channel.members.has(user)) {
    return client.reply("ERR_USERNOTINCHANNEL", [user.nick, nameOf(channel)]);
  }
  const farewell = reason ? cutRemark(reason) : undefined;
  hub.leave(user, channel, { reason: "kicked", by, farewell });
  if (user === by) {
    client.send(formatLine(by.mask, "KICK", [nameOf(channel), user.nick], farewell ?? by.nick));
  }
  const why = farewell === undefined ? "" : `: ${farewell}`;
  tellOthers(client, user, `${by.name} removed you from the channel ${channel.name}${why}`);
}

function invite(client: Member, user: User, channel: Channel, isOperator: boolean): void {
  const { hub, user: by } = client;
  if (isOperator) hub.invite(user, channel);
  const name = nameOf(channel);
  client.reply("RPL_INVITING", [user.nick, name]);
  const { away } = factsOf(user);
  if (away !== undefined) client.reply("RPL_AWAY", [user.nick], away);
  hub.signal(by, [user], new Signal(formatLine(by.mask, "INVITE", [user.nick, name])));
  tellOthers(client, user, `${by.name} invites you to the channel ${channel.name}`);
}

/** Tells a user of another dialect what users of IRC read in a line of its own. */
function tellOthers({ hub, peer }: Member, user: User, text: string): void {
  if (speaksIrc(user)) return;
  hub.tell(user, text);
  peer.charge(TELL_COST_BYTES);
}
