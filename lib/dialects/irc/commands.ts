import { ACCOUNT_COMMANDS } from "./commands/account_commands.ts";
import { CAPABILITY_COMMANDS } from "./commands/capability_commands.ts";
import { CHANNEL_COMMANDS } from "./commands/channel_commands.ts";
import { CHANNEL_LIST_COMMANDS } from "./commands/channel_lists.ts";
import { HELP_COMMANDS } from "./commands/help_commands.ts";
import { HISTORY_COMMANDS } from "./commands/history_commands.ts";
import { LOGIN_COMMANDS } from "./commands/login_commands.ts";
import { MESSAGE_COMMANDS } from "./commands/message_commands.ts";
import { MODE_COMMANDS } from "./commands/mode_commands.ts";
import { MONITOR_COMMANDS } from "./commands/monitor_commands.ts";
import { OPERATOR_COMMANDS } from "./commands/operator_commands.ts";
import { PRESENCE_COMMANDS } from "./commands/presence_commands.ts";
import { SERVER_COMMANDS } from "./commands/server_commands.ts";
import { USER_COMMANDS } from "./commands/user_commands.ts";
import { WHO_COMMANDS } from "./commands/who_commands.ts";
import type { Commands } from "./client.ts";

/** All commands by their names. */
export const COMMANDS: Commands = {
  ...LOGIN_COMMANDS,
  ...CAPABILITY_COMMANDS,
  ...ACCOUNT_COMMANDS,
  ...CHANNEL_COMMANDS,
  ...CHANNEL_LIST_COMMANDS,
  ...MESSAGE_COMMANDS,
  ...HISTORY_COMMANDS,
  ...MODE_COMMANDS,
  ...PRESENCE_COMMANDS,
  ...USER_COMMANDS,
  ...WHO_COMMANDS,
  ...MONITOR_COMMANDS,
  ...SERVER_COMMANDS,
  ...OPERATOR_COMMANDS,
  ...HELP_COMMANDS,
};
