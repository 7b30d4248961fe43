import { runProgram } from "./lib/command_line/program.ts";
import { CLIENT } from "./lib/programs/client/flags.ts";
import { runClient } from "./lib/programs/client/subcommands.ts";

await runProgram(CLIENT, Deno.args, runClient);
