/**
 * The commands that the server carries out, as the clients know them.
 *
 * @module
 */
import { SERVER_COMMANDS, type ServerCommandText } from "../../dialects/server_commands.ts";
import { type ChatCommand, type CommandText, helpOn } from "./commands.ts";

/** A client that sends commands to its server. */
export interface ServerCommandTarget {
  /** The names of the users that the client has seen. */
  readonly userNames: Iterable<string>;
  /** The names of the channels that the client has seen. */
  readonly channelNames: Iterable<string>;
  /** Sends a command with its arguments to the server, and shows the answer. */
  sendCommand(line: string): void | Promise<unknown>;
}

/**
 * Returns the server's commands as commands of a client.
 *
 * @param own The client's own commands, which come before the server's of the same name.
 */
export function serverCommandsBeside(
  own: readonly CommandText[],
): readonly ChatCommand<ServerCommandTarget>[] {
  return SERVER_COMMANDS.filter((command) => !isAmong(own, command)).map((command) => ({
    ...command,
    run: (client, ...args) => client.sendCommand([command.name, ...args].join(" ")),
    candidates: (client) => candidatesOf(client, command),
  }));
}

/** Returns the help on the server's commands for all users, and that on those for operators. */
export function helpOnServer(own: readonly CommandText[]): { users: string; operators: string } {
  const shown = SERVER_COMMANDS.filter((command) =>
    command.isForOperators || !isAmong(own, command)
  );
  return {
    users: helpOn(shown.filter(({ isForOperators }) => !isForOperators)),
    operators: helpOn(shown.filter(({ isForOperators }) => isForOperators)),
  };
}

function isAmong(own: readonly CommandText[], { name }: ServerCommandText): boolean {
  return own.some((command) => command.name === name);
}

/** Returns the possible values of a command's first argument. */
function candidatesOf(
  { userNames, channelNames }: ServerCommandTarget,
  command: ServerCommandText,
): Iterable<string> {
  if (/^\[?NAME/.test(command.arguments)) return userNames;
  return /^\[?CHANNEL/.test(command.arguments) ? channelNames : [];
}
