import { ExpectedError } from "../../errors/expected_error.ts";
import type { CommandReply } from "../../dialects/dialect.ts";
import { SERVER_COMMANDS, type ServerCommandText } from "../../dialects/server_commands.ts";
import { type Actor, refuse, type RunCommand } from "./server_command.ts";

/** The effects of commands by their names, for one family of commands. */
export type CommandFamily = Readonly<Record<string, RunCommand>>;

/** The longest line of a command, in UTF-16 code units: taking one apart takes its time. */
const MAX_COMMAND_LENGTH = 16 * 1024;

/** Finds and carries out the commands of the server. */
export class ServerCommands {
  readonly #effects: ReadonlyMap<string, RunCommand>;

  constructor(families: readonly CommandFamily[]) {
    this.#effects = new Map(families.flatMap((family) => Object.entries(family)));
  }

  /** Carries out a line; returns `undefined` if it starts with no command of the server. */
  run(actor: Actor, line: string): CommandReply | Promise<CommandReply> | undefined {
    if (line.length > MAX_COMMAND_LENGTH) {
      return refuse(`The command is too long: use at most ${MAX_COMMAND_LENGTH} characters`);
    }
    const [, name = "", rest = ""] = /^(\/\S*)\s*(.*)$/s.exec(line) ?? [];
    const command = SERVER_COMMANDS.find((it) => it.name === name);
    const effect = command && this.#effects.get(name);
    if (!command || !effect) return undefined;
    return refuseFailures(() => {
      if (command.isForOperators && !actor.isOperator) return refuse(`${name} is for operators`);
      if (needsArguments(command) && rest.trim() === "") {
        return refuse(`Usage: ${name} ${command.arguments}`);
      }
      return effect(actor, rest.trimEnd());
    });
  }
}

/** Answers a command with why it failed, where that is no bug: the store cannot be written. */
function refuseFailures(
  run: () => CommandReply | Promise<CommandReply>,
): CommandReply | Promise<CommandReply> {
  const explain = (error: unknown) => {
    if (!(error instanceof ExpectedError)) throw error;
    return refuse(error.message);
  };
  try {
    const reply = run();
    return reply instanceof Promise ? reply.catch(explain) : reply;
  } catch (error) {
    return explain(error);
  }
}

function needsArguments(command: ServerCommandText): boolean {
  return /^[^[]/.test(command.arguments);
}
