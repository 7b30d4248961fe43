/**
 * The commands whose arguments are passwords. Without them, the client asks, and does not show what is
 * typed.
 *
 * @module
 */
import { SERVER_COMMANDS } from "../../dialects/server_commands.ts";
import type { ChatCommand } from "../shared/commands.ts";

/** The parts of a client that these commands act on. */
export interface SecretCommandTarget {
  /** Asks a question whose answer is not shown; without it, there is nobody to ask. */
  readonly askSecret: ((question: string) => Promise<string>) | undefined;
  /** Sends a command with its arguments to the server, and shows the answer. */
  sendCommand(line: string): void;
  print(text: string): void;
}

const NEW = ["New password", "The same again"] as const;

/** The questions for the arguments of each command. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  "/register": NEW,
  "/password": ["Present password", ...NEW],
  "/unregister": ["Password"],
};

/** The commands by which a user registers a name, changes its password, and gives it up. */
export const SECRET_COMMANDS: readonly ChatCommand<SecretCommandTarget>[] = Object.entries(
  QUESTIONS,
).map(([name, questions]) => {
  const command = SERVER_COMMANDS.find((it) => it.name === name)!;
  return {
    ...command,
    arguments: `[${command.arguments}]`,
    async run(client, ...words) {
      if (words.length > 0) return client.sendCommand([name, ...words].join(" "));
      if (!client.askSecret) return client.print(`Usage: ${name} ${command.arguments}`);
      const answers: string[] = [];
      for (const question of questions) answers.push(await client.askSecret(question));
      const repeated = questions.at(-1) === NEW[1] ? answers.pop() : undefined;
      if (answers.includes("")) return client.print("Nothing has changed");
      if (repeated !== undefined && repeated !== answers.at(-1)) {
        return client.print("The two passwords differ: nothing has changed");
      }
      client.sendCommand([name, ...answers].join(" "));
    },
  };
});
