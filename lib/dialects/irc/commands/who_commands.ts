import type { Channel } from "../../../chat/channel.ts";
import { fitsMask, isMask } from "../../../chat/mask.ts";
import type { User } from "../../../chat/user.ts";
import type { Commands, Member } from "../client.ts";
import { factsOf } from "../facts.ts";
import { LOOK_COST_BYTES, MAX_LISTED_USERS } from "../limits.ts";
import { serverOf } from "../servers.ts";
import { channelNamed, isChannelName, nameOf, paramText, signsOf } from "../targets.ts";

/** The fields that a client may ask for, in the order in which they are sent. */
const FIELDS = "tcuihsnfdlaor";

/** The address of a user, which nobody learns. */
const NO_ADDRESS = "255.255.255.255";

/** A user in an answer, perhaps as a member of a channel. */
interface Entry {
  readonly user: User;
  readonly channel: Channel | undefined;
}

export const WHO_COMMANDS = {
  WHO: {
    usage: "WHO #CHANNEL|NICK|MASK [%FIELDS[,TOKEN]]",
    help: "Lists users with their names, hosts and states",
    least: 0,
    run(client, [mask = "*", options = ""]) {
      const format = /^([^%]*)%([a-z]+)(?:,(\d{1,3}))?$/.exec(options);
      const onlyOperators = (format?.[1] ?? options).includes("o");
      let count = 0;
      for (const entry of entriesFor(client, mask)) {
        if (onlyOperators && !factsOf(entry.user).modes.has("o")) continue;
        if (++count > MAX_LISTED_USERS) break;
        if (format) replyFields(client, entry, format[2]!, format[3] ?? "0");
        else replyEntry(client, entry);
      }
      client.reply("RPL_ENDOFWHO", [paramText(mask)]);
    },
  },
} as const satisfies Commands;

function* entriesFor(client: Member, mask: string): Generator<Entry> {
  const { hub, network, user: reader } = client;
  if (isChannelName(mask)) {
    const channel = channelNamed(hub, mask);
    if (!channel || !channel.isVisibleTo(reader)) return;
    const isMember = channel.members.has(reader);
    for (const user of channel.members) {
      if (isMember || network.isVisible(user, reader)) yield { user, channel };
    }
    return;
  }
  const user = hub.userByNick(mask);
  if (user) return yield { user, channel: undefined };
  // Some clients ask for everybody in this way.
  const pattern = mask === "0" ? "*" : mask;
  if (!isMask(pattern)) return;
  client.peer.charge(hub.users.size * LOOK_COST_BYTES);
  for (const user of hub.users.values()) {
    if (fits(user, pattern) && network.isVisible(user, reader)) yield { user, channel: undefined };
  }
}

function fits({ nick, username, host, realName, name }: User, mask: string): boolean {
  return [nick, username, host, realName ?? name].some((text) => fitsMask(text, mask));
}

function replyEntry(client: Member, { user, channel }: Entry): void {
  const { username, host, nick, realName, name } = user;
  const place = channel ? nameOf(channel) : "*";
  const server = serverOf(client, user);
  const params = [place, username, host, server, nick, flagsOf(client, { user, channel })];
  client.reply("RPL_WHOREPLY", params, `0 ${realName ?? name}`);
}

/** Returns the state of a user: here or gone, an operator, a bot, and the signs in a channel. */
function flagsOf({ capabilities }: Member, { user, channel }: Entry): string {
  const { away, modes } = factsOf(user);
  const signs = channel ? signsOf(channel, user, capabilities.has("multi-prefix")) : "";
  const state = away === undefined ? "H" : "G";
  return state + (modes.has("o") ? "*" : "") + signs + (modes.has("B") ? "B" : "");
}

function replyFields(client: Member, entry: Entry, wanted: string, token: string): void {
  const { user, channel } = entry;
  const values: Readonly<Record<string, string>> = {
    t: token,
    c: channel ? nameOf(channel) : "*",
    u: user.username,
    i: NO_ADDRESS,
    h: user.host,
    s: serverOf(client, user),
    n: user.nick,
    f: flagsOf(client, entry),
    d: "0",
    l: String(client.network.idleSeconds(user)),
    a: factsOf(user).account?.replaceAll(" ", "_") ?? "0",
    o: "n/a",
    r: user.realName ?? user.name,
  };
  const fields = [...FIELDS].filter((field) => wanted.includes(field));
  const params = fields.map((field) => values[field]!);
  // A real name may have spaces, so it is the last parameter.
  if (fields.at(-1) === "r") client.reply("RPL_WHOSPCRPL", params.slice(0, -1), params.at(-1));
  else client.reply("RPL_WHOSPCRPL", params);
}
