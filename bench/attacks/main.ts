/**
 * Measures what attacks on Parley and on other servers do to an honest pair: `deno run -A
 * bench/attacks/main.ts`. All servers are in their fastest configuration, without penalties.
 *
 * @module
 */
import { findProgram } from "../load.ts";
import { killAll } from "../processes.ts";
import { peakKilobytes, processorSeconds } from "../process_usage.ts";
import { align } from "../report.ts";
import {
  type Contender,
  inspircd,
  nats,
  ncat,
  ngircd,
  parley,
  type RunningServer,
} from "../servers.ts";
import { CallableWorker } from "../floods/worker_calls.ts";
import type { Attacker } from "./attacker.ts";
import { ATTACKS } from "./attacks.ts";
import { type Measured, Pair } from "./pair.ts";
import { PROTOCOLS } from "./protocols.ts";
import { RawUser } from "./raw_user.ts";

const UNDISTURBED_MS = 2000;
const ATTACKED_MS = 5000;
/** How long a newcomer may take to log in during an attack. */
const MAX_LOGIN_MS = 5000;

const HEADINGS = [
  ...["attack", "server", "p50", "p99", "attacked p50", "p99", "lost", "newcomer", "memory", "CPU"],
];

const folder = Deno.makeTempDirSync({ prefix: "parley-attacks-" });
const rows = [HEADINGS];
try {
  for (const attack of Object.keys(ATTACKS)) {
    for (const contender of contenders()) {
      rows.push(await measure(attack, contender));
      console.error(rows.at(-1)!.join("  "));
    }
  }
} finally {
  killAll();
  Deno.removeSync(folder, { recursive: true });
}
console.log(align(rows));
Deno.exit(0);

function* contenders(): Iterable<Contender> {
  yield parley("parley", new URL("../..", import.meta.url).pathname);
  const others = {
    ngircd: (program: string) => ngircd(program, folder),
    inspircd: (program: string) => inspircd(program, folder),
    "nats-server": nats,
    ncat,
  };
  for (const [name, make] of Object.entries(others)) {
    const program = findProgram(name);
    if (program) yield make(program);
    else console.error(`Leaving out ${name}: it is not installed`);
  }
}

async function measure(attack: string, { name, protocol, start }: Contender): Promise<string[]> {
  const server = await start();
  const attacker = new CallableWorker<Attacker>(new URL("attacker.ts", import.meta.url));
  try {
    const pair = await Pair.connect(server.port, PROTOCOLS[protocol]!);
    const undisturbed = await pair.measure(UNDISTURBED_MS);
    const cpu = processorSeconds(server.pid);
    const startedAt = performance.now();
    await attacker.call("begin", { victim: { port: server.port, protocol }, name: attack });
    const attacked = await pair.measure(ATTACKED_MS);
    const seconds = (performance.now() - startedAt) / 1000;
    const load = (processorSeconds(server.pid) - cpu) / seconds;
    const newcomer = await logInTime(server, protocol);
    await attacker.call("end");
    return row(attack, name, undisturbed, attacked, pair, newcomer, server, load);
  } catch (error) {
    const unknown = Array<string>(HEADINGS.length - 3).fill("");
    const reason = isRunning(server.pid) ? (error as Error).message : "the server ended";
    return [attack, name, ...unknown, reason];
  } finally {
    attacker.terminate();
    await server.stop();
  }
}

/** Reports whether a process runs; one that has ended may still be in the table, as a zombie. */
function isRunning(pid: number): boolean {
  try {
    return !Deno.readTextFileSync(`/proc/${pid}/stat`).includes(") Z ");
  } catch {
    return false;
  }
}

/** Returns how long a login takes, in milliseconds, or why there is none. */
async function logInTime({ port }: RunningServer, protocol: string): Promise<string> {
  const start = performance.now();
  const late = new Promise<undefined>((resolve) =>
    setTimeout(() => resolve(undefined), MAX_LOGIN_MS)
  );
  try {
    const user = await Promise.race([RawUser.logIn(port, PROTOCOLS[protocol]!, "newcomer"), late]);
    return user ? `${Math.round(performance.now() - start)} ms` : "none";
  } catch {
    return "refused";
  }
}

function row(
  attack: string,
  name: string,
  undisturbed: Measured,
  attacked: Measured,
  pair: Pair,
  newcomer: string,
  { pid }: RunningServer,
  load: number,
): string[] {
  const lost = pair.isDisconnected ? "disconnected" : `${attacked.lost} of ${attacked.sent}`;
  return [
    attack,
    name,
    ...[undisturbed.p50Ms, undisturbed.p99Ms, attacked.p50Ms, attacked.p99Ms].map((ms) =>
      ms.toFixed(1)
    ),
    lost + (pair.hasHeardWebPage ? ", heard the web page" : ""),
    newcomer,
    `${Math.round(peakKilobytes(pid) / 1024)} MiB`,
    `${Math.round(100 * load)} %`,
  ];
}
