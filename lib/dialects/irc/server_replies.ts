/**
 * Answers about the server that several commands give.
 *
 * @module
 */
import type { Client } from "./client.ts";
import { factsOf } from "./facts.ts";
import { supportLines } from "./limits.ts";
import { serverAddresses } from "./servers.ts";
import { NETWORK_NAME } from "./settings.ts";

/** Sends what the server supports. */
export function replySupport(client: Client): void {
  for (const tokens of supportLines(NETWORK_NAME)) client.reply("RPL_ISUPPORT", tokens);
}

/** Sends how many users and channels there are. */
export function replyLusers(client: Client): void {
  const { hub, network } = client;
  const users = hub.users.size;
  let invisible = 0;
  let operators = 0;
  for (const user of hub.users.values()) {
    const { modes } = factsOf(user);
    if (modes.has("i")) invisible++;
    if (modes.has("o")) operators++;
  }
  const visible = users - invisible;
  const servers = Math.max(1, serverAddresses(client).length);
  client.reply(
    "RPL_LUSERCLIENT",
    [],
    `There are ${visible} users and ${invisible} invisible on ${servers} servers`,
  );
  client.reply("RPL_LUSEROP", [String(operators)]);
  if (network.unregistered > 0) client.reply("RPL_LUSERUNKNOWN", [String(network.unregistered)]);
  client.reply("RPL_LUSERCHANNELS", [String(hub.channelNames.length)]);
  client.reply("RPL_LUSERME", [], `I have ${hub.ownUsers} clients and ${servers - 1} servers`);
  const local = [String(hub.ownUsers), String(network.maxOwnUsers)];
  const global = [String(users), String(network.maxUsers)];
  client.reply("RPL_LOCALUSERS", local, `Current local users ${local.join(", max ")}`);
  client.reply("RPL_GLOBALUSERS", global, `Current global users ${global.join(", max ")}`);
}

/** Sends the message of the day. */
export function replyMotd(client: Client): void {
  const { motd, serverName } = client.network.settings;
  if (motd.length === 0) return client.reply("ERR_NOMOTD");
  client.reply("RPL_MOTDSTART", [], `- ${serverName} Message of the day -`);
  for (const line of motd) client.reply("RPL_MOTD", [], `- ${line}`);
  client.reply("RPL_ENDOFMOTD");
}
