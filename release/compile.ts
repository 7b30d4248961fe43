/**
 * Makes the binaries: `deno task compile`. With `--check` it makes none, as that takes a download,
 * but checks all that makes them.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { type Arguments, type Command, UsageError } from "../lib/command_line/command.ts";
import { binaryOf } from "../lib/command_line/names.ts";
import { EXIT, ProgramError, runProgram } from "../lib/command_line/program.ts";
import { output } from "./command_output.ts";
import { modulesOf, problems } from "./module_graph.ts";
import { type Program, PROGRAMS, runtimeFlags } from "./programs.ts";
import { Staging } from "./staging.ts";
import { binaryName, folderName, type Target, TARGETS } from "./targets.ts";

const COMMAND: Command = {
  name: "compile",
  usage: ["deno task compile [--target TARGET]", "deno task compile --check"],
  summary: "Makes the binaries in dist/, for all targets unless told otherwise.",
  flags: {
    target: { value: "TARGET", help: `One of ${TARGETS.map(({ triple }) => triple).join(", ")}` },
    check: { help: "Make none, but check the programs' modules, flags and version" },
  },
  examples: [`deno task compile --target ${TARGETS[0]!.triple}`],
};

const ROOT = `${import.meta.dirname}/..`;
const ALL: Program[] = Object.values(PROGRAMS);

async function main(args: Arguments): Promise<number> {
  const targets = chooseTargets(args.get("target"));
  const root = await Deno.realPath(ROOT);
  await checkModules(root);
  await using staging = await Staging.make(ALL, root);
  if (args.has("check")) await check(staging);
  else await compileAll(targets, staging, root);
  return EXIT.done;
}

function chooseTargets(triple: string | undefined): readonly Target[] {
  if (triple === undefined) return TARGETS;
  const target = TARGETS.find((target) => target.triple === triple);
  if (target === undefined) throw new UsageError(`Cannot compile for "${triple}"`);
  return [target];
}

async function checkModules(root: string): Promise<void> {
  for (const program of ALL) {
    const modules = await modulesOf(program, root);
    const found = problems(program, modules, pathToFileURL(`${root}/`));
    const name = binaryOf(program.command);
    if (found.length > 0) {
      throw new ProgramError([`Cannot compile "${name}":`, ...found].join("\n  "));
    }
    const bytes = modules.all.reduce((sum, { size = 0 }) => sum + size, 0);
    console.log(`${name}: ${modules.all.length} modules, ${Math.round(bytes / 1024)} KiB`);
    console.log(`  ${runtimeFlags(program).join(" ")}`);
  }
}

async function check(staging: Staging): Promise<void> {
  for (const program of ALL) {
    // Whoever has only the staged files, no network and no more permissions can start it.
    const flags = ["--no-remote", "--cached-only", ...runtimeFlags(program)];
    const run = [Deno.execPath(), "run", ...flags, program.entry, "--version"];
    console.log((await output(run, { cwd: staging.path })).trim());
    if (Deno.build.os !== "linux") continue;
    // With Deno itself for a base binary all goes its way, but the result cannot run.
    const result = `${staging.path}/${binaryOf(program.command)}`;
    const env = { DENORT_BIN: Deno.execPath() };
    await output(compileCommand(program, result), { cwd: staging.path, env });
    await Deno.remove(result);
  }
}

async function compileAll(targets: readonly Target[], staging: Staging, root: string) {
  for (const target of targets) {
    for (const program of ALL) {
      const file = `${folderName(target)}/${binaryName(binaryOf(program.command), target)}`;
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
