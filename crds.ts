import { runProgram } from "./lib/command_line/program.ts";
import { CRDS } from "./lib/programs/crds/flags.ts";
import { runCrds } from "./lib/programs/crds/run.ts";

await runProgram(CRDS, Deno.args, runCrds);
