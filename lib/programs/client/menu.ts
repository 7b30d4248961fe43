import { runMenu } from "../../clients/menu/menu.ts";
import { parseCommandLine } from "../../command_line/arguments.ts";
import type { ClientArguments } from "./arguments.ts";
import { CLIENT } from "./flags.ts";
import { runSubcommand } from "./subcommands.ts";

/** Shows the menu and runs the subcommand that the user chooses; returns the exit code. */
export async function openMenu(args: ClientArguments): Promise<number> {
  const flags = (["time", "no-store"] as const).filter((flag) => args.get(flag))
    .map((flag) => `--${flag}`);
  const run = (...words: string[]) => runSubcommand(parseCommandLine(CLIENT, words));
  return await runMenu({
    store: !args.get("no-store"),
    joinServer: ({ name, host, port }) => run("channel", ...flags, "--", name, host, String(port)),
    openMessenger: ({ name, host, port }) =>
      run("messenger", ...flags, `--username=${name}`, `--address=${host}`, `--port=${port}`),
    openRooms: (directory) => run("rooms", ...flags, "--", directory),
    find: () => run("find"),
  });
}
