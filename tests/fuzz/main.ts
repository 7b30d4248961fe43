import type { Arguments } from "../../lib/command_line/arguments.ts";
import type { Command } from "../../lib/command_line/command.ts";
import { integer } from "../../lib/command_line/flag.ts";
import { runProgram } from "../../lib/command_line/program.ts";
import { EXIT } from "../../lib/errors/exit.ts";
import { ExpectedError } from "../../lib/errors/expected_error.ts";
import { type Attack, planAttack } from "./attack.ts";
import { carryOut } from "./carry_out.ts";
import { Random } from "./random.ts";
import { Target } from "./targets.ts";

const COMMAND = {
  name: "fuzz",
  usage: ["tests/fuzz/main.ts [FLAGS]"],
  summary: "Attacks real servers with random clients, while healthy ones must not notice.",
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

/** How many connections attack one program at a time. */
const AT_ONCE = 12;

/** How many attacks before a failure are shown. */
const SUSPECTS = 60;

/** An attack that has started. */
interface Started {
  readonly number: number;
  readonly attack: Attack;
  hasEnded: boolean;
}

async function main(args: Arguments<typeof COMMAND.flags>): Promise<number> {
  const seed = args.get("seed") ?? Math.floor(Math.random() * 2 ** 31);
  const seconds = args.get("seconds");
  const only = args.get("connection");
  console.log(`Seed ${seed}`);
  await using server = await Target.server();
  await using crds = await Target.crds();
  const deadline = performance.now() + 1000 * seconds;
  const isOver = () => performance.now() > deadline;
  await Promise.all([server, crds].map((target) => besiege(target, { seed, only, isOver })));
  console.log("Nothing was found");
  return EXIT.done;
}

interface Siege {
  readonly seed: number;
  readonly only: number | undefined;
  isOver(): boolean;
}

/**
 * Attacks a program until it is over.
 *
 * @throws {ExpectedError} Something was found.
 */
async function besiege(target: Target, { seed, only, isOver }: Siege): Promise<void> {
  const started: Started[] = [];
  let count = 0;
  let problem: string | undefined;
  const attackOnAndOn = async () => {
    while (!isOver() && problem === undefined) {
      const number = only ?? count;
      count++;
      const attack = planAttack(new Random(seed, number), target.languages);
      const entry = { number, attack, hasEnded: false };
      if (started.push(entry) > SUSPECTS) started.splice(started.findIndex((it) => it.hasEnded), 1);
      await carryOut(attack, target.port);
      entry.hasEnded = true;
      problem ??= target.check();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, attackOnAndOn));
  problem ??= await target.checkEnd();
  console.log(`${count} attacks on ${target.summary}`);
  if (problem !== undefined) throw found(problem, target.name, seed, started);
}

/** The failure, and a file with what may have led to it. */
function found(problem: string, name: string, seed: number, started: Started[]): ExpectedError {
  const file = Deno.makeTempFileSync({ prefix: "parley-fuzz-", suffix: ".txt" });
  const attacks = started.map(({ number, attack, hasEnded }) => {
    const { bytes, kinds, ...rest } = attack;
    const facts = Object.entries(rest).map(([name, value]) => `${name} ${value}`).join(", ");
    const state = hasEnded ? "ended" : "under way";
    return `Connection ${number} (${state}): ${kinds.join(", ")}; ${facts}\n${bytes.toHex()}\n`;
  });
  Deno.writeTextFileSync(file, `${problem}\n\n${attacks.join("\n")}`);
  return new ExpectedError(
    `Found with ${name}: ${problem}\n` +
      `Do it again: deno task fuzz --seed ${seed}\n` +
      `Only one connection: deno task fuzz --seed ${seed} --connection NUMBER\n` +
      `The numbers and bytes of the last connections are in ${file}`,
  );
}

await runProgram(COMMAND, Deno.args, main);
