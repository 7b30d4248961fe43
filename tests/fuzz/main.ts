import type { Arguments } from "../../lib/command_line/arguments.ts";
import type { Command } from "../../lib/command_line/command.ts";
import { integer } from "../../lib/command_line/flag.ts";
import { runProgram } from "../../lib/command_line/program.ts";
import { EXIT } from "../../lib/errors/exit.ts";
import { ExpectedError } from "../../lib/errors/expected_error.ts";
import { NO_NAMESPACES } from "../support/namespaces.ts";
import { type Attack, planAttack } from "./attack.ts";
import { Network } from "./network/network.ts";
import { openDirectory, openGuardedServer, openServer } from "./programs.ts";
import { Random } from "./random.ts";
import type { Target } from "./target.ts";

const COMMAND = {
  name: "fuzz",
  usage: ["tests/fuzz/main.ts [FLAGS]"],
  summary:
    "Attacks real servers with random clients and checks that healthy clients do not notice.",
  flags: {
    seconds: integer({
      value: "N",
      help: "Attack for N seconds",
      ...{ min: 1, max: 86_400, default: 20 },
    }),
    seed: integer({
      value: "S",
      help: "Repeat the run with this seed",
      ...{ min: 0, max: 2 ** 31, defaultText: "random" },
    }),
    connection: integer({
      value: "N",
      help: "Repeat only the connection with this number, over and over",
      ...{ min: 0, max: 2 ** 31 },
    }),
  },
  examples: ["tests/fuzz/main.ts --seconds 300", "tests/fuzz/main.ts --seed 42 --connection 1017"],
} satisfies Command;

/** How many connections attack each program at a time. */
const CONCURRENT_ATTACKS = 8;

/** How many of the last attacks the report of a failure contains. */
const MAX_REPORTED_ATTACKS = 60;

/** How often the programs on the network are checked. */
const NETWORK_CHECK_MS = 200;

/** An attack that has started. */
interface StartedAttack {
  readonly number: number;
  readonly attack: Attack;
  hasEnded: boolean;
}

/** The options of a run. */
interface Run {
  readonly seed: number;
  /** The only connection to repeat, if any. */
  readonly connection: number | undefined;
  isOver(): boolean;
}

async function main(args: Arguments<typeof COMMAND.flags>): Promise<number> {
  const seed = args.get("seed") ?? Math.floor(Math.random() * 2 ** 31);
  const seconds = args.get("seconds");
  const connection = args.get("connection");
  console.log(`Seed ${seed}`);
  await using targets = new AsyncDisposableStack();
  const open: Target[] = [];
  for (const target of [openServer, openGuardedServer, openDirectory]) {
    open.push(targets.use(await target()));
  }
  const deadline = performance.now() + 1000 * seconds;
  const run: Run = { seed, connection, isOver: () => performance.now() > deadline };
  const attacks = open.map((target) => attackTarget(target, run));
  if (NO_NAMESPACES === undefined) attacks.push(attackNetwork(run));
  await Promise.all(attacks);
  console.log("No problem found");
  return EXIT.done;
}

/**
 * Attacks a program until the run is over.
 *
 * @throws {ExpectedError} if the program or one of its healthy clients has a problem.
 */
async function attackTarget(target: Target, { seed, connection, isOver }: Run): Promise<void> {
  const started: StartedAttack[] = [];
  let count = 0;
  let problem: string | undefined;
  const attackRepeatedly = async () => {
    while (!isOver() && problem === undefined) {
      const number = connection ?? count;
      count++;
      const attack = planAttack(new Random(seed, number), target.doors);
      const entry: StartedAttack = { number, attack, hasEnded: false };
      if (started.push(entry) > MAX_REPORTED_ATTACKS) {
        started.splice(started.findIndex(({ hasEnded }) => hasEnded), 1);
      }
      await target.suffer(attack);
      entry.hasEnded = true;
      problem ??= target.check();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_ATTACKS }, attackRepeatedly));
  problem ??= await target.stop();
  console.log(`${count} attacks on ${target.summary}`);
  if (problem !== undefined) throw failure(problem, target.name, seed, started);
}

/**
 * Attacks a network with datagrams until the run is over.
 *
 * @throws {ExpectedError} if a program there or one of its healthy clients has a problem.
 */
async function attackNetwork({ seed, isOver }: Run): Promise<void> {
  await using network = await Network.open(seed);
  let problem: string | undefined;
  while (!isOver() && problem === undefined) {
    await new Promise((resolve) => setTimeout(resolve, NETWORK_CHECK_MS));
    problem = network.check();
  }
  problem ??= await network.stop();
  console.log(network.summary);
  if (problem === undefined) return;
  throw new ExpectedError(
    `Problem on the network: ${problem}\nTo repeat the run: deno task fuzz --seed ${seed}`,
  );
}

/** Writes the last attacks to a file, and returns an error that says how to repeat them. */
function failure(
  problem: string,
  program: string,
  seed: number,
  started: readonly StartedAttack[],
): ExpectedError {
  const file = Deno.makeTempFileSync({ prefix: "parley-fuzz-", suffix: ".txt" });
  const attacks = started.map(({ number, attack, hasEnded }) => {
    const { bytes, header, mutations, ...rest } = attack;
    const facts = Object.entries(rest).map(([name, value]) => `${name} ${value}`).join(", ");
    const state = hasEnded ? "ended" : "running";
    return `Connection ${number} (${state}): ${
      mutations.join(", ")
    }; ${facts}\n${header.toHex()}\n${bytes.toHex()}\n`;
  });
  Deno.writeTextFileSync(file, `${problem}\n\n${attacks.join("\n")}`);
  return new ExpectedError(
    `Problem with ${program}: ${problem}\n` +
      `To repeat the run: deno task fuzz --seed ${seed}\n` +
      `To repeat one connection: deno task fuzz --seed ${seed} --connection NUMBER\n` +
      `The numbers and bytes of the last connections are in ${file}`,
  );
}

await runProgram(COMMAND, Deno.args, main);
