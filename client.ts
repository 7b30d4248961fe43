import { runSubcommand } from "./lib/clients/subcommands.ts";
import type { Arguments } from "./lib/command_line/command.ts";
import { helpText } from "./lib/command_line/help.ts";
import { EXIT, runProgram } from "./lib/command_line/program.ts";
import { CLIENT } from "./lib/command_line/programs/client.ts";

async function main(args: Arguments): Promise<number> {
  if (args.positionals.length === 0) {
    console.error(helpText(CLIENT));
    return EXIT.usage;
  }
  return await runSubcommand(args);
}

await runProgram(CLIENT, Deno.args, main);
