import type { Arguments } from "../lib/command_line/arguments.ts";
import type { Command } from "../lib/command_line/command.ts";
import { integer, text, toggle } from "../lib/command_line/flag.ts";
import { runProgram } from "../lib/command_line/program.ts";
import { EXIT } from "../lib/errors/exit.ts";
import { ExpectedError, UsageError } from "../lib/errors/expected_error.ts";
import type { Flood } from "./floods/flood.ts";
import { FLOODS } from "./floods/floods.ts";
import { measureFloods } from "./floods/measure.ts";
import { floodNotes, FLOODS_METHOD, floodsTable } from "./floods/table.ts";
import { build, findProgram } from "./load.ts";
import { killAll } from "./processes.ts";
import { figuresTable, goalLines, METHOD, ratiosTable, SUBJECT, warnings } from "./report.ts";
import { measureAll, type Measurement, type Plan } from "./rounds.ts";
import {
  type Contender,
  floor,
  inspircd,
  nats,
  ngircd,
  parley,
  relay,
  stored,
  withoutWebSockets,
} from "./servers.ts";
import { type Workload, WORKLOADS } from "./workloads.ts";

/** The floods run only when they are asked for: they take minutes, and measure something else. */
const FLOODS_PREFIX = "floods";

const COMMAND = {
  name: "bench",
  usage: ["bench/main.ts [FLAGS]"],
  summary: "Compares the server with bare relays and with other servers on this machine.",
  flags: {
    rounds: integer({
      value: "N",
      help: "Make all measurements N times, in turns",
      ...{ min: 1, max: 1000, defaultText: "3, or 1 with --quick" },
    }),
    only: text({
      value: "NAME",
      help:
        "Run only the workload with this name, or all whose names start with it, such as even " +
        "or floods (default: all but the floods)",
    }),
    quick: toggle({ help: "Run one short round to check that everything works" }),
    against: text({ value: "FOLDER", help: "Compare with the server of another checkout, too" }),
    json: text({ value: "FILE", help: "Write all results to FILE" }),
  },
  examples: [
    "bench/main.ts",
    "bench/main.ts --only even-100 --against /tmp/before",
    "bench/main.ts --only floods --quick",
  ],
} satisfies Command;

async function main(args: Arguments<typeof COMMAND.flags>): Promise<number> {
  const quick = args.get("quick");
  const rounds = args.get("rounds") ?? (quick ? 1 : 3);
  const only = args.get("only") ?? "";
  const folder = Deno.makeTempDirSync({ prefix: "parley-bench-" });
  const cleanUp = () => {
    killAll();
    Deno.removeSync(folder, { recursive: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      cleanUp();
      Deno.exit(EXIT.failed);
    });
  }
  let exitCode: number = EXIT.done;
  const plan = {
    ...{ rounds, quick },
    onProgress: progress,
    onFailure(where: string, error: Error) {
      exitCode = EXIT.failed;
      progress("");
      console.error(`${where}: ${error.message}`);
    },
  };
  try {
    const measurements = only.startsWith(FLOODS_PREFIX)
      ? await compareFloods(plan, chooseByName(FLOODS, only), args.get("against"))
      : await compareLoads(plan, chooseByName(WORKLOADS, only), folder, args.get("against"));
    const file = args.get("json");
    if (file) await writeJson(file, measurements);
    return exitCode;
  } finally {
    cleanUp();
  }
}

type Settings = Pick<Plan, "rounds" | "quick" | "onProgress" | "onFailure">;

async function compareFloods(settings: Settings, floods: readonly Flood[], against?: string) {
  const contenders = parleys(against);
  const measurements = await measureFloods({ ...settings, floods, contenders });
  progress("");
  console.log(`${floodsTable(measurements, floods)}\n`);
  for (const line of floodNotes(measurements, floods)) console.log(line);
  console.log(FLOODS_METHOD);
  return measurements;
}

async function compareLoads(
  settings: Settings,
  workloads: readonly Workload[],
  folder: string,
  against?: string,
) {
  if (!findProgram("cc")) {
    throw new ExpectedError("Cannot build the load generator: cc is not installed", {
      hint: "Install a C compiler.",
    });
  }
  const load = await build(new URL("load/", import.meta.url), `${folder}/load`);
  const contenders = await findContenders(folder, against);
  const measurements = await measureAll({ ...settings, load, workloads, contenders });
  progress("");
  report(measurements, workloads, contenders.map(({ name }) => name));
  return measurements;
}

/** Returns the entry with this name, or else all whose names start like that. */
function chooseByName<T extends { readonly name: string }>(all: readonly T[], start: string): T[] {
  const exact = all.find(({ name }) => name === start);
  const chosen = exact ? [exact] : all.filter(({ name }) => name.startsWith(start));
  if (chosen.length > 0) return chosen;
  const names = [...WORKLOADS, ...FLOODS].map(({ name }) => name).join(", ");
  throw new UsageError(`Cannot use "${start}" for --only: no workload starts like that`, {
    hint: `The workloads are ${names}.`,
  });
}

function parleys(against?: string): Contender[] {
  const checkouts = [parley(SUBJECT, new URL("..", import.meta.url).pathname)];
  if (against) checkouts.push(parley("against", Deno.realPathSync(against)));
  return checkouts;
}

async function findContenders(folder: string, against?: string): Promise<Contender[]> {
  const contenders = parleys(against);
  contenders.push(stored(new URL("..", import.meta.url).pathname, folder));
  contenders.push(withoutWebSockets(new URL("..", import.meta.url).pathname));
  contenders.push(floor(await build(new URL("floor/", import.meta.url), `${folder}/floor`)));
  contenders.push(relay(new URL("floor/relay.ts", import.meta.url).pathname));
  const installable = {
    ngircd: (program: string) => ngircd(program, folder),
    inspircd: (program: string) => inspircd(program, folder),
    "nats-server": nats,
  };
  for (const [name, contender] of Object.entries(installable)) {
    const program = findProgram(name);
    if (program) contenders.push(contender(program));
    else console.error(`Leaving out ${name}: it is not installed`);
  }
  return contenders;
}

/** Shows the current measurement on one line of the terminal, which the next one replaces. */
function progress(text: string): void {
  if (!Deno.stderr.isTerminal()) return;
  Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
}

function report(
  measurements: readonly Measurement[],
  workloads: readonly Workload[],
  servers: readonly string[],
): void {
  console.log(figuresTable(measurements, workloads, servers));
  console.log(`\n${ratiosTable(measurements, workloads, servers)}\n`);
  for (const line of goalLines(measurements, workloads)) console.log(line);
  console.log(METHOD);
  for (const line of warnings(measurements)) console.log(line);
}

async function writeJson(file: string, measurements: readonly unknown[]): Promise<void> {
  const { deno, v8 } = Deno.version;
  const system = `${Deno.build.os} ${Deno.osRelease()}`;
  const machine = { cores: navigator.hardwareConcurrency, system, deno, v8 };
  const result = { date: new Date().toISOString(), machine, measurements };
  await Deno.writeTextFile(file, JSON.stringify(result, null, 2) + "\n");
}

await runProgram(COMMAND, Deno.args, main);
