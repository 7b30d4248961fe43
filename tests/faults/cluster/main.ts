import type { Arguments } from "../../../lib/command_line/arguments.ts";
import type { Command } from "../../../lib/command_line/command.ts";
import { choice, integer, text } from "../../../lib/command_line/flag.ts";
import { runProgram } from "../../../lib/command_line/program.ts";
import { EXIT } from "../../../lib/errors/exit.ts";
import { FAULTS, NO_FAULT } from "./faults.ts";
import { runScenario } from "./scenario.ts";

const COMMAND = {
  name: "cluster-faults",
  usage: ["tests/faults/cluster/main.ts [FLAGS]"],
  summary:
    "Lets clients talk on a cluster of servers while one fault after the other happens, and checks " +
    "that every confirmed message arrives once and in order.",
  flags: {
    seconds: integer({
      value: "N",
      help: "Let random faults happen for N seconds, each as long as in earnest",
      ...{ min: 1, max: 1_000_000, default: 600 },
    }),
    seed: integer({
      value: "N",
      help: "Repeat the faults of another run",
      ...{ min: 0, max: 2 ** 31, defaultText: "a random one" },
    }),
    servers: integer({
      value: "N",
      help: "Start N servers; one alone keeps its messages in a file",
      ...{ min: 1, max: 100, default: 3 },
    }),
    nodes: choice(["1", "3"], {
      value: "N",
      help: "Start so many nodes of NATS; only one can be cut off",
      default: "1",
    }),
    clients: integer({
      value: "N",
      help: "Let N clients talk",
      ...{ min: 2, max: 10_000, default: 200 },
    }),
    faults: text({
      value: "NAMES",
      help: `Let only these faults happen, once each, or ${NO_FAULT}: ` +
        FAULTS.map(({ name }) => name).join(", "),
    }),
  },
  examples: [
    "tests/faults/cluster/main.ts --seconds 600 --seed 1",
    "tests/faults/cluster/main.ts --nodes 3 --faults node,kill",
  ],
} satisfies Command;

const MAX_SHOWN_PROBLEMS = 50;

async function main(args: Arguments<typeof COMMAND.flags>): Promise<number> {
  const seed = args.get("seed") ?? crypto.getRandomValues(new Uint32Array(1))[0]! >>> 1;
  console.log(`Seed ${seed}`);
  const { problems, counts, lateArrivals, names } = await runScenario({
    seed,
    ...{ servers: args.get("servers"), clients: args.get("clients") },
    nodes: args.get("nodes") === "3" ? 3 : 1,
    seconds: args.get("seconds"),
    ...(args.get("faults") && { faults: args.get("faults")!.split(",") }),
    isLong: true,
    onProgress: (text) => console.log(text),
  });
  const { sent, confirmed, read } = counts;
  console.log(`${sent} messages sent, ${confirmed} confirmed, ${read} times read`);
  console.log(`${lateArrivals} came late whose senders had given them up with a connection`);
  console.log(`Contested names were granted ${names.granted} times and refused ${names.refused}`);
  if (problems.length === 0) return EXIT.done;
  const shown = problems.slice(0, MAX_SHOWN_PROBLEMS).join("\n");
  console.error(`${problems.length} problems (--seed ${seed}), the first of them:\n${shown}`);
  return EXIT.failed;
}

await runProgram(COMMAND, Deno.args, main);
