import type { Arguments } from "../lib/command_line/arguments.ts";
import type { Command } from "../lib/command_line/command.ts";
import { integer, text, toggle } from "../lib/command_line/flag.ts";
import { runProgram } from "../lib/command_line/program.ts";
import { EXIT } from "../lib/errors/exit.ts";
import { ExpectedError, UsageError } from "../lib/errors/expected_error.ts";
import { build, findProgram } from "./load.ts";
import { killAll } from "./processes.ts";
import { figuresTable, goalLines, METHOD, ratiosTable, SUBJECT, warnings } from "./report.ts";
import { measureAll, type Measurement } from "./rounds.ts";
import { type Contender, floor, inspircd, nats, ngircd, parley, relay } from "./servers.ts";
import { type Workload, WORKLOADS } from "./workloads.ts";

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
      help: "Run only workloads whose names start with NAME, such as even",
    }),
    quick: toggle({ help: "Run one short round to check that everything works" }),
    against: text({ value: "FOLDER", help: "Compare with the server of another checkout, too" }),
    json: text({ value: "FILE", help: "Write all results to FILE" }),
  },
  examples: ["bench/main.ts", "bench/main.ts --only even-100 --against /tmp/before"],
} satisfies Command;

async function main(args: Arguments<typeof COMMAND.flags>): Promise<number> {
  const quick = args.get("quick");
  const rounds = args.get("rounds") ?? (quick ? 1 : 3);
  const workloads = chooseWorkloads(args.get("only") ?? "");
  if (!findProgram("cc")) {
    throw new ExpectedError("Cannot build the load generator: cc is not installed", {
      hint: "Install a C compiler.",
    });
  }
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
  try {
    const load = await build(new URL("load/", import.meta.url), `${folder}/load`);
    const contenders = await findContenders(folder, args.get("against"));
    let exitCode: number = EXIT.done;
    const measurements = await measureAll({
      ...{ load, workloads, contenders, rounds, quick },
      onProgress: progress,
      onFailure(where, error) {
        exitCode = EXIT.failed;
        progress("");
        console.error(`${where}: ${error.message}`);
      },
    });
    progress("");
    report(measurements, workloads, contenders.map(({ name }) => name));
    const file = args.get("json");
    if (file) await writeJson(file, measurements);
    return exitCode;
  } finally {
    cleanUp();
  }
}

function chooseWorkloads(start: string): Workload[] {
  const chosen = WORKLOADS.filter(({ name }) => name.startsWith(start));
  if (chosen.length > 0) return chosen;
  const names = WORKLOADS.map(({ name }) => name).join(", ");
  throw new UsageError(`Cannot use "${start}" for --only: no workload starts like that`, {
    hint: `The workloads are ${names}.`,
  });
}

async function findContenders(folder: string, against?: string): Promise<Contender[]> {
  const contenders = [parley(SUBJECT, new URL("..", import.meta.url).pathname)];
  if (against) contenders.push(parley("against", Deno.realPathSync(against)));
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

async function writeJson(file: string, measurements: readonly Measurement[]): Promise<void> {
  const { deno, v8 } = Deno.version;
  const system = `${Deno.build.os} ${Deno.osRelease()}`;
  const machine = { cores: navigator.hardwareConcurrency, system, deno, v8 };
  const result = { date: new Date().toISOString(), machine, measurements };
  await Deno.writeTextFile(file, JSON.stringify(result, null, 2) + "\n");
}

await runProgram(COMMAND, Deno.args, main);
