import type { Arguments, Command } from "../../lib/command_line/command.ts";
import { EXIT, ProgramError, runProgram } from "../../lib/command_line/program.ts";
import { type Attack, planAttack } from "./attack.ts";
import { carryOut } from "./carry_out.ts";
import { Random } from "./random.ts";
import { Target } from "./targets.ts";

const COMMAND: Command = {
  name: "fuzz",
  usage: ["tests/fuzz/main.ts [FLAGS]"],
  summary: "Attacks real servers with random clients, while healthy ones must not notice.",
  flags: {
    seconds: { value: "N", help: "For how long (default: 20)" },
    seed: { value: "S", help: "Do the same as a run before (default: a random number)" },
    connection: {
      value: "N",
      help: "Do only what that connection of the run did, again and again",
    },
  },
  examples: ["tests/fuzz/main.ts --seconds 300", "tests/fuzz/main.ts --seed 42 --connection 1017"],
};

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

async function main(args: Arguments): Promise<number> {
  const seed = args.number("seed", { min: 0, max: 2 ** 31 }) ?? Math.floor(Math.random() * 2 ** 31);
  const seconds = args.number("seconds", { min: 1, max: 86_400 }) ?? 20;
  const only = args.number("connection", { min: 0, max: 2 ** 31 });
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
 * @throws {ProgramError} Something was found.
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
function found(problem: string, name: string, seed: number, started: Started[]): ProgramError {
  const file = Deno.makeTempFileSync({ prefix: "parley-fuzz-", suffix: ".txt" });
  const attacks = started.map(({ number, attack, hasEnded }) => {
    const { bytes, kinds, ...rest } = attack;
    const facts = Object.entries(rest).map(([name, value]) => `${name} ${value}`).join(", ");
    const state = hasEnded ? "ended" : "under way";
    return `Connection ${number} (${state}): ${kinds.join(", ")}; ${facts}\n${bytes.toHex()}\n`;
  });
  Deno.writeTextFileSync(file, `${problem}\n\n${attacks.join("\n")}`);
  return new ProgramError(
    `Found with ${name}: ${problem}\n` +
      `Do it again: deno task fuzz --seed ${seed}\n` +
      `Only one connection: deno task fuzz --seed ${seed} --connection NUMBER\n` +
      `The numbers and bytes of the last connections are in ${file}`,
  );
}

await runProgram(COMMAND, Deno.args, main);
