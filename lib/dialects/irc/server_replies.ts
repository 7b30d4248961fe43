/**
 * Answers about the server that several commands give.
 *
 * @module
 */
import type { Client } from "./client.ts";
import { factsOf } from "./facts.ts";
import { supportLines } from "./limits.ts";
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
  for (const user of network.members.keys()) {
    const { modes } = factsOf(user);
    if (modes.has("i")) invisible++;
    if (modes.has("o")) operators++;
  }
  const visible = users - invisible;
  client.reply(
    "RPL_LUSERCLIENT",
    [],
    `There are ${visible} users and ${invisible} invisible on 1 servers`,
  );
  client.reply("RPL_LUSEROP", [String(operators)]);
  if (network.unregistered > 0) client.reply("RPL_LUSERUNKNOWN", [String(network.unregistered)]);
  client.reply("RPL_LUSERCHANNELS", [String(hub.channelNames.length)]);
  client.reply("RPL_LUSERME", [], `I have ${users} clients and 0 servers`);
  const counts = [String(users), String(network.maxUsers)];
  const text = `${counts[0]}, max ${counts[1]}`;
  client.reply("RPL_LOCALUSERS", counts, `Current local users ${text}`);
  client.reply("RPL_GLOBALUSERS", counts, `Current global users ${text}`);
}

/** Sends the message of the day. */
export function replyMotd(client: Client): void {
  const { motd, serverName } = client.network.settings;
  if (motd.length === 0) return client.reply("ERR_NOMOTD");
  client.reply("RPL_MOTDSTART", [], `- ${serverName} Message of the day -`);
  for (const line of motd) client.reply("RPL_MOTD", [], `- ${line}`);
  client.reply("RPL_ENDOFMOTD");
}
