import type { Moderation } from "../moderation/moderation.ts";
import { banCommands } from "./order_bans.ts";
import { channelCommands } from "./order_channels.ts";
import { wholeServerCommands } from "./order_server.ts";
import { userCommands } from "./order_users.ts";
import type { CommandFamily } from "./server_commands.ts";

/** Returns the commands with which operators keep order, and members set topics. */
export function orderCommands(moderation: Moderation): readonly CommandFamily[] {
  return [banCommands, userCommands, channelCommands, wholeServerCommands]
    .map((family) => family(moderation));
}
