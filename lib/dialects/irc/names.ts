import type { Channel } from "../../chat/channel.ts";
import type { Member } from "./client.ts";
import { nameOf, signsOf } from "./targets.ts";

/** The most bytes of names in one line, so that it fits with everything in front of them. */
const MAX_NAMES_LENGTH = 300;

/** Sends the members of a channel, and the end of the list. */
export function replyNames(client: Member, channel: Channel): void {
  replyMembers(client, channel);
  client.reply("RPL_ENDOFNAMES", [nameOf(channel)]);
}

/** Sends the members of a channel in as many lines as they take. */
export function replyMembers(client: Member, channel: Channel): void {
  const { capabilities, network, user: reader } = client;
  const hasAllSigns = capabilities.has("multi-prefix");
  const hasMasks = capabilities.has("userhost-in-names");
  const isMember = channel.members.has(reader);
  const sign = channel.modes.flags.has("s") ? "@" : "=";
  let names = "";
  const flush = () => {
    if (names !== "") client.reply("RPL_NAMREPLY", [sign, nameOf(channel)], names);
    names = "";
  };
  for (const member of channel.members) {
    if (!isMember && !network.isVisible(member, reader)) continue;
    const name = signsOf(channel, member, hasAllSigns) + (hasMasks ? member.mask : member.nick);
    if (names.length + name.length > MAX_NAMES_LENGTH) flush();
    names += names === "" ? name : ` ${name}`;
  }
  flush();
}
