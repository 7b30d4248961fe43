/**
 * Compiles the binaries: `deno task compile`. That takes a download; `--check` checks everything that
 * goes into the binaries without one.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import type { Arguments } from "../lib/command_line/arguments.ts";
import type { Command } from "../lib/command_line/command.ts";
import { choice, toggle } from "../lib/command_line/flag.ts";
import { runProgram } from "../lib/command_line/program.ts";
import { EXIT } from "../lib/errors/exit.ts";
import { ExpectedError } from "../lib/errors/expected_error.ts";
import { binaryName } from "../lib/product/names.ts";
import { output } from "./command_output.ts";
import { modulesOf, problems } from "./module_graph.ts";
import { type Program, PROGRAMS, runtimeFlags } from "./programs.ts";
import { Staging } from "./staging.ts";
import { fileName, folderName, type Target, TARGETS } from "./targets.ts";

const COMMAND = {
  name: "compile",
  usage: ["deno task compile [--target TARGET]", "deno task compile --check"],
  summary: "Compiles the binaries in dist/, by default for all targets.",
  flags: {
    target: choice(TARGETS.map(({ triple }) => triple), {
      value: "TARGET",
      help: "Compile for this target only",
    }),
    check: toggle({ help: "Check the modules, flags and version of the programs instead" }),
  },
  examples: [`deno task compile --target ${TARGETS[0]!.triple}`],
} satisfies Command;

const ROOT = `${import.meta.dirname}/..`;
const ALL: Program[] = Object.values(PROGRAMS);

async function main(args: Arguments<typeof COMMAND.flags>): Promise<number> {
  const triple = args.get("target");
  const targets = TARGETS.filter((target) => triple === undefined || target.triple === triple);
  const root = await Deno.realPath(ROOT);
  await checkModules(root);
  await using staging = await Staging.make(ALL, root);
  if (args.get("check")) await check(staging);
  else await compileAll(targets, staging, root);
  return EXIT.done;
}

async function checkModules(root: string): Promise<void> {
  for (const program of ALL) {
    const modules = await modulesOf(program, root);
    const found = problems(program, modules, pathToFileURL(`${root}/`));
    const name = binaryName(program.command);
    if (found.length > 0) {
      throw new ExpectedError([`Cannot compile "${name}":`, ...found].join("\n  "));
    }
    const bytes = modules.all.reduce((sum, { size = 0 }) => sum + size, 0);
    console.log(`${name}: ${modules.all.length} modules, ${Math.round(bytes / 1024)} KiB`);
    console.log(`  ${runtimeFlags(program).join(" ")}`);
  }
}

async function check(staging: Staging): Promise<void> {
  for (const program of ALL) {
    // The program has to start from the staged files alone, without the network and with only its
    // own permissions.
    const flags = ["--no-remote", "--cached-only", ...runtimeFlags(program)];
    const run = [Deno.execPath(), "run", ...flags, program.entry, "--version"];
    console.log((await output(run, { cwd: staging.path })).trim());
    if (Deno.build.os !== "linux") continue;
    // With Deno itself as the base binary, compiling works without a download, but the result
    // cannot run.
    const result = `${staging.path}/${binaryName(program.command)}`;
    const env = { DENORT_BIN: Deno.execPath() };
    await output(compileCommand(program, result), { cwd: staging.path, env });
    await Deno.remove(result);
  }
}

async function compileAll(targets: readonly Target[], staging: Staging, root: string) {
  for (const target of targets) {
    for (const program of ALL) {
      const file = `${folderName(target)}/${fileName(binaryName(program.command), target)}`;
      const command = compileCommand(program, `${root}/dist/${file}`, target);
      await output(command, { cwd: staging.path });
      console.log(`dist/${file}`);
    }
  }
}

function compileCommand(program: Program, result: string, target?: Target): string[] {
  return [
    ...[Deno.execPath(), "compile", "--no-check", "--no-remote", "--frozen"],
    "--exclude-unused-npm",
    ...(target ? ["--target", target.triple] : []),
    ...runtimeFlags(program),
    ...program.includes.flatMap((module) => ["--include", module]),
    ...["--output", result, program.entry],
  ];
}

await runProgram(COMMAND, Deno.args, main);
