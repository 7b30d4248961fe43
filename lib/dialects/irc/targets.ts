/**
 * What the parameters of commands name.
 *
 * @module
 */
import type { Channel } from "../../chat/channel.ts";
import type { Hub } from "../../chat/hub.ts";
import { hasInvisible } from "../../chat/name.ts";
import type { User } from "../../chat/user.ts";
import { cutText } from "../../framing/cut_text.ts";
import { encodeText } from "../../framing/encode_text.ts";
import type { Client } from "./client.ts";
import { MAX_CHANNEL_BYTES, MAX_REMARK_BYTES } from "./limits.ts";

/** How much of a parameter an error quotes, in UTF-16 code units. */
const MAX_QUOTED_LENGTH = 50;

/** Returns the parts of a list with commas, without empty ones. */
export function listOf(param: string | undefined): string[] {
  return (param ?? "").split(",").filter((part) => part !== "");
}

/** Reports whether a parameter names a channel, and not a user. */
export function isChannelName(param: string): boolean {
  return param.startsWith("#");
}

/** Returns the channel that a parameter names. */
export function channelNamed(hub: Hub, param: string): Channel | undefined {
  return isChannelName(param) ? hub.channelByForm(param.slice(1)) : undefined;
}

/** Returns the name in a parameter, if a new channel may have it. */
export function newChannelName(param: string): string | undefined {
  const [, name] = /^#([^\s\p{Cc},]+)$/u.exec(param) ?? [];
  if (!name || hasInvisible(name)) return undefined;
  return encodeText(param).length <= MAX_CHANNEL_BYTES ? name : undefined;
}

/** Returns the name of a channel with its number sign. */
export function nameOf({ form }: Channel): string {
  return `#${form}`;
}

/** Returns the channel that a parameter names, of which the user is a member; else says why not. */
export function channelOfMember(client: Client, param: string): Channel | undefined {
  const channel = channelNamed(client.hub, param);
  if (!channel) client.reply("ERR_NOSUCHCHANNEL", [paramText(param)]);
  else if (channel.members.has(client.user!)) return channel;
  else client.reply("ERR_NOTONCHANNEL", [nameOf(channel)]);
  return undefined;
}

/** Returns the user with that nick; else says that there is none. */
export function userNamed(client: Client, nick: string): User | undefined {
  const user = client.hub.userByNick(nick);
  if (!user) client.reply("ERR_NOSUCHNICK", [paramText(nick)]);
  return user;
}

/** Returns a parameter in a form that can stand in front of others. */
export function paramText(param: string): string {
  return param === "" || param.startsWith(":") || param.includes(" ") ? "*" : param;
}

/** Returns the start of a parameter for an error about it. */
export function quoted(param: string): string {
  return paramText(param.slice(0, MAX_QUOTED_LENGTH));
}

/** Cuts a topic, a reason or the like. */
export function cutRemark(text: string): string {
  return cutText(text, MAX_REMARK_BYTES);
}

/** Returns the signs of what a member may do: all of them, or the highest. */
export function signsOf(channel: Channel, member: User, all: boolean): string {
  const { operators, voiced } = channel.modes;
  const signs = (operators.has(member) ? "@" : "") + (voiced.has(member) ? "+" : "");
  return all ? signs : signs.slice(0, 1);
}
