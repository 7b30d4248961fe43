// Deno reads what is imported on demand only with a permission, if a symbolic link leads to it.
import "../../web/files.ts";
import type { Arguments } from "../../command_line/arguments.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { setPeerTimeout } from "../../transport/keep_alive.ts";
import { listen, portToListenOn } from "../shared/listen.ts";
import type { SERVER } from "./flags.ts";
import { STORE_FLAGS } from "./store/flags.ts";

type ServerArguments = Arguments<typeof SERVER.flags>;

/** Runs what a command line asks for; returns the exit code. */
export async function runServer(args: ServerArguments): Promise<number> {
  const [first, ...words] = args.positionals;
  if (first === "store") {
    const { runStore } = await import("./store/store_commands.ts");
    return runStore(args, words);
  }
  const misplaced = Object.keys(STORE_FLAGS).find((flag) => args.given.has(flag));
  if (misplaced !== undefined) {
    throw new UsageError(`Cannot use --${misplaced} without a subcommand: it is for store`);
  }
  const listening = listen(args.get("address"), portToListenOn(args));
  const timeouts = [args.get("peer-timeout"), args.get("write-timeout")];
  setPeerTimeout(listening.port, { seconds: Math.max(...timeouts) });
  // The system lets clients wait while the rest of the server loads: scripts connect very soon.
  const { serve } = await import("./serve.ts");
  return await serve(args, listening);
}
