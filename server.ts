import { runProgram } from "./lib/command_line/program.ts";
import { SERVER } from "./lib/programs/server/flags.ts";
import { runServer } from "./lib/programs/server/run.ts";

await runProgram(SERVER, Deno.args, runServer);
