/**
 * Measures several servers that act as one, with NATS between them, against one server alone. All of
 * them share this machine with the load generator, so the speed shows what a message costs, and not
 * how fast a cluster on machines of its own is.
 *
 * @module
 */
import type { Arguments } from "../lib/command_line/arguments.ts";
import type { Command } from "../lib/command_line/command.ts";
import { integer, text, toggle } from "../lib/command_line/flag.ts";
import { runProgram } from "../lib/command_line/program.ts";
import { EXIT } from "../lib/errors/exit.ts";
import { ExpectedError } from "../lib/errors/expected_error.ts";
import { type ClusterMeasurement, clusterTable } from "./cluster_table.ts";
import { build, findProgram, type Result } from "./load.ts";
import { killAll, runToEnd } from "./processes.ts";
import { freePort, parley, type RunningServer, startListening } from "./servers.ts";

const COMMAND = {
  name: "bench-cluster",
  usage: ["bench/cluster.ts [FLAGS]"],
  summary: "Compares servers that act as one with a server alone, all on this machine.",
  flags: {
    rounds: integer({
      value: "N",
      help: "Make all measurements N times, in turns",
      ...{ min: 1, max: 1000, defaultText: "3, or 1 with --quick" },
    }),
    members: integer({
      value: "N",
      help: "Let N members, on all servers together, be in the channel",
      ...{ min: 10, max: 10_000, default: 100 },
    }),
    quick: toggle({ help: "Run one short round to check that everything works" }),
    against: text({ value: "FOLDER", help: "Compare with the servers of another checkout, too" }),
    json: text({ value: "FILE", help: "Write all results to FILE" }),
  },
  examples: [
    "bench/cluster.ts",
    "bench/cluster.ts --members 1000 --rounds 5",
    "bench/cluster.ts --against ../parley-before",
  ],
} satisfies Command;

/** The numbers of servers to measure; 0 stands for one server without NATS. */
const SIZES = [0, 1, 2, 4];

const SENDING = { senders: 10, window: 16, warmup: 2000, duration: 3000 };
const ECHOING = { messages: 500, pause: 2, warmup: 1000 };
const QUICK_SENDING = { ...SENDING, warmup: 500, duration: 500 };
const QUICK_ECHOING = { ...ECHOING, messages: 50, warmup: 200 };

/** Servers that run, and the NATS server between them, if there is one. */
interface Running {
  readonly servers: readonly RunningServer[];
  readonly bus: RunningServer | undefined;
}

/** The cluster to measure, and the programs that take part. */
interface Setup {
  readonly load: string;
  readonly nats: string;
  /** For temporary files. */
  readonly folder: string;
  /** The folder of the servers' code. */
  readonly checkout: string;
  /** How many servers act as one; 0 for one alone. */
  readonly size: number;
}

async function start({ size, nats, folder, checkout }: Setup): Promise<Running> {
  const server = parley("parley", checkout);
  if (size === 0) return { servers: [await server.start()], bus: undefined };
  const [natsPort, store] = [freePort(), Deno.makeTempDirSync({ dir: folder })];
  const args = ["--addr", "127.0.0.1", "--port", String(natsPort), "--jetstream"];
  const bus = await startListening(nats, [...args, "--store_dir", store], natsPort);
  const servers: RunningServer[] = [];
  while (servers.length < size) {
    const port = freePort();
    servers.push(
      await server.start([
        ...["--port", String(port), "--cluster", `nats://127.0.0.1:${natsPort}`],
        ...["--cluster-name", "bench", "--cluster-address", `127.0.0.1:${port}`],
      ]),
    );
  }
  return { servers, bus };
}

/** Measures new servers under one load. */
async function measure(
  setup: Setup,
  workload: string,
  settings: Readonly<Record<string, number>>,
): Promise<Result> {
  const { servers, bus } = await start(setup);
  const options = [
    ...servers.flatMap(({ port, pid }) => [`port=${port}`, `server-pid=${pid}`]),
    ...(bus ? [`bus-pid=${bus.pid}`] : []),
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
  ];
  const output = await runToEnd(setup.load, [workload, "channel", ...options]);
  for (const server of servers) await server.stop();
  await bus?.stop();
  return JSON.parse(output);
}

async function main(args: Arguments<typeof COMMAND.flags>): Promise<number> {
  const quick = args.get("quick");
  const rounds = args.get("rounds") ?? (quick ? 1 : 3);
  const members = args.get("members");
  const folder = Deno.makeTempDirSync({ prefix: "parley-bench-" });
  try {
    const nats = findProgram("nats-server");
    if (!nats) {
      throw new ExpectedError("Cannot measure a cluster: nats-server is not installed", {
        hint: "Install NATS, such as with: apt install nats-server",
      });
    }
    const load = await build(new URL("load/", import.meta.url), `${folder}/load`);
    const here = new URL("..", import.meta.url).pathname;
    const against = args.get("against");
    const checkouts = against === undefined ? [here] : [here, against];
    const measurements: ClusterMeasurement[] = [];
    for (let round = 1; round <= rounds; round++) {
      for (const size of SIZES) {
        for (const checkout of checkouts) {
          const setup = { load, nats, folder, checkout, size };
          const sending = { ...(quick ? QUICK_SENDING : SENDING), members };
          const echoing = { ...(quick ? QUICK_ECHOING : ECHOING), members };
          const throughput = await measure(setup, "even", sending);
          const latency = await measure(setup, "latency", echoing);
          measurements.push({ checkout, size, throughput, latency });
        }
      }
    }
    for (const checkout of checkouts) {
      if (checkouts.length > 1) console.log(`${checkout}:`);
      const of = measurements.filter((measurement) => measurement.checkout === checkout);
      console.log(clusterTable(of, members));
    }
    const file = args.get("json");
    if (file) await Deno.writeTextFile(file, JSON.stringify(measurements, null, 2) + "\n");
    return EXIT.done;
  } finally {
    killAll();
    Deno.removeSync(folder, { recursive: true });
  }
}

await runProgram(COMMAND, Deno.args, main);
