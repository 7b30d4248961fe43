import { ownFlags } from "../../command_line/arguments.ts";
import { helpText } from "../../command_line/help.ts";
import { EXIT } from "../../errors/exit.ts";
import { isInteractive } from "../../terminal/capabilities.ts";
import type { ClientArguments } from "./arguments.ts";
import { CLIENT } from "./flags.ts";
import { runSubcommand } from "./subcommands.ts";

/** The flags that make sense before the user has chosen from the menu. */
const MENU_FLAGS = ["time", "plain", "no-store"];

/** Runs a subcommand, or the menu if the command line has no words; returns the exit code. */
export async function runClient(args: ClientArguments): Promise<number> {
  if (args.positionals.length > 0) return await runSubcommand(args);
  if (isInteractive() && ownFlags(CLIENT, args).every((flag) => MENU_FLAGS.includes(flag))) {
    if (args.get("plain")) (await import("../../terminal/console.ts")).usePlainConsole();
    const { openMenu } = await import("./menu.ts");
    return await openMenu(args);
  }
  console.error(helpText(CLIENT));
  return EXIT.usage;
}
