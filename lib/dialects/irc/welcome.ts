import type { Member } from "./client.ts";
import { replyLusers, replyMotd, replySupport } from "./server_replies.ts";
import { NETWORK_NAME } from "./settings.ts";

/** The letters of the modes of users and channels, and of the channel modes with parameters. */
const MODE_LETTERS = ["BiTow", "CIbeiklmnostv", "Ibeklov"];

/** Sends everything that a client reads at its login. */
export function welcome(client: Member): void {
  const { settings: { serverName, version }, startedAt } = client.network;
  client.reply("RPL_WELCOME", [], `Welcome to the ${NETWORK_NAME} network, ${client.user.mask}`);
  client.reply("RPL_YOURHOST", [], `Your host is ${serverName}, running version ${version}`);
  client.reply("RPL_CREATED", [], `This server was started ${new Date(startedAt).toUTCString()}`);
  client.reply("RPL_MYINFO", [serverName, version, ...MODE_LETTERS]);
  replySupport(client);
  replyLusers(client);
  replyMotd(client);
}
