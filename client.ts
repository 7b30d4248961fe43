import { runSubcommand } from "./lib/programs/client/subcommands.ts";
import { type Arguments, givenFlags } from "./lib/command_line/command.ts";
import { helpText } from "./lib/command_line/help.ts";
import { EXIT, runProgram } from "./lib/command_line/program.ts";
import { CLIENT } from "./lib/programs/client/flags.ts";
import { isInteractive } from "./lib/terminal/capabilities.ts";

async function main(args: Arguments): Promise<number> {
  if (args.positionals.length > 0) return await runSubcommand(args);
  if (isInteractive()) {
    const { MENU_FLAGS, runMenu } = await import("./lib/clients/menu/menu.ts");
    const isClear = givenFlags(CLIENT, args).every((flag) =>
      MENU_FLAGS.some((known) => known === flag)
    );
    if (isClear) return await runMenu(args);
  }
  console.error(helpText(CLIENT));
  return EXIT.usage;
}

await runProgram(CLIENT, Deno.args, main);
