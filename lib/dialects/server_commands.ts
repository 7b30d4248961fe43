/**
 * The commands that the server itself carries out, in every dialect that has commands and at its own
 * terminal. Clients show their help, and send them on. Their effects are in `lib/serving/commands/`.
 *
 * @module
 */

/** A command's name and arguments, and what it does. */
export interface ServerCommandText {
  /** With its slash. */
  readonly name: string;
  /** Such as `NAME [REASON]`: optional arguments stand in brackets. */
  readonly arguments: string;
  readonly help: string;
  /** Whether only operators may use it. */
  readonly isForOperators?: boolean;
}

/** The commands about names that stay. */
const ACCOUNT_COMMANDS: readonly ServerCommandText[] = [
  {
    name: "/register",
    arguments: "PASSWORD",
    help: "Keep your name, with this password",
  },
  { name: "/password", arguments: "OLD NEW", help: "Change your name's password" },
  { name: "/unregister", arguments: "PASSWORD", help: "Give your registered name up" },
  {
    name: "/set-password",
    arguments: "NAME PASSWORD",
    help: "Register a name or reset its password",
    isForOperators: true,
  },
];

/** The commands with which channels and the server are kept in order. */
export const ORDER_COMMANDS: readonly ServerCommandText[] = [
  {
    name: "/topic",
    arguments: "[TEXT|--clear|--lock|--unlock]",
    help: "Show or set your channel's topic",
  },
  ...forOperators([
    { name: "/kick", arguments: "NAME [REASON]", help: "Disconnect a user" },
    {
      name: "/ban",
      arguments: "NAME|NETWORK [TIME] [REASON]",
      help: "Keep a name out (--address: its network, too)",
    },
    { name: "/unban", arguments: "NAME|NETWORK", help: "Let them in again" },
    { name: "/bans", arguments: "", help: "List the bans" },
    { name: "/mute", arguments: "NAME [TIME] [REASON]", help: "Keep a user from speaking" },
    { name: "/unmute", arguments: "NAME", help: "Let a user speak again" },
    { name: "/mutes", arguments: "", help: "List the muted users" },
    { name: "/announce", arguments: "TEXT", help: "Tell all users something as the server" },
    { name: "/close", arguments: "CHANNEL [REASON]", help: "Remove a channel and its history" },
    {
      name: "/who",
      arguments: "[--all]",
      help: "List users, addresses and idle times",
    },
    { name: "/operator", arguments: "NAME [off]", help: "Make a registered user an operator" },
    { name: "/operators", arguments: "", help: "List the operators" },
    { name: "/log", arguments: "[COUNT]", help: "Show what operators have done" },
  ]),
];

/** The command that lists the servers of a cluster. */
const SERVERS_COMMAND: ServerCommandText = {
  name: "/servers",
  arguments: "",
  help: "List the addresses of the servers",
};

/** The command that lists these. In the channel dialect, `/help` is no valid command. */
const LIST_COMMAND: ServerCommandText = {
  name: "/commands",
  arguments: "",
  help: "List the server's own commands",
};

/** The commands in the order of their help. */
export const SERVER_COMMANDS: readonly ServerCommandText[] = [
  ...ACCOUNT_COMMANDS,
  ...ORDER_COMMANDS,
  SERVERS_COMMAND,
  LIST_COMMAND,
];

function forOperators(commands: readonly ServerCommandText[]): readonly ServerCommandText[] {
  return commands.map((command) => ({ ...command, isForOperators: true }));
}
