/**
 * Finds out why a chat server cannot be reached, or why the members of rooms do not see each other,
 * and what to try.
 *
 * @module
 */
import { EXIT } from "../../errors/exit.ts";
import { printableJson } from "../../framing/printable_json.ts";
import { formatInterface } from "../../multicast/interfaces.ts";
import { screenSize } from "../../terminal/capabilities.ts";
import { safeText } from "../../terminal/safe_text.ts";
import { wrapText } from "../../terminal/wrap_text.ts";
import { DEFAULT_DIRECTORY, type DirectoryAddress } from "../rooms/directory_connection.ts";
import { type Candidate, candidates, checkInterface, checkLoopback, checkRoute } from "./checks.ts";
import { DEFAULT_SERVER } from "../shared/connect.ts";
import { parseServer } from "../shared/server_text.ts";
import { checkDirectory } from "./directory_check.ts";
import type { Finding } from "./finding.ts";
import { checkPeers } from "./peers_check.ts";
import { checkServer } from "./server_check.ts";
import { thisMachine } from "./signs.ts";
import { checkSystem } from "./system_check.ts";

/** The options of `doctor`. */
export interface DoctorOptions {
  /** A chat server to check instead of rooms: `HOST` or `HOST:PORT`. */
  readonly server: string | undefined;
  /** An address of the interface to check; without one, the one that rooms use. */
  readonly interface: string | undefined;
  /** A room directory to check, too: `HOST` or `HOST:PORT`. */
  readonly directory: string | undefined;
  /** How long to listen for other machines. */
  readonly seconds: number;
  /** Whether to print one JSON object instead of text, for scripts. */
  readonly json: boolean;
}

/**
 * Checks the network and prints what works, what does not, and what to try.
 *
 * @returns the exit code: 0 if no check failed.
 * @throws {UsageError} when an address is invalid.
 */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const { json } = options;
  const plan = planFor(options);
  const all = await candidates();
  const print = json ? () => {} : (line: string) => console.log(wrappedLine(safeText(line)));
  if (!plan.server) {
    print("Interfaces of this machine:");
    for (const line of all.map(describe)) print(`  ${line}`);
    if (all.length === 0) print("  none has an IPv4 address");
    print("");
  }
  const findings: Finding[] = [];
  for await (const finding of examine(plan, all)) {
    findings.push(finding);
    print(`${finding.result}: ${finding.text}`);
    if (finding.advice) print(`  ${finding.advice}`);
  }
  const isOk = findings.every(({ result }) => result !== "failed");
  const result = { ok: isOk, interfaces: all, findings };
  if (json) console.log(printableJson(JSON.stringify(result)));
  print("");
  print(summaryOf(findings));
  return isOk ? EXIT.done : EXIT.failed;
}

/** What to check. */
interface Plan {
  readonly server: DirectoryAddress | undefined;
  readonly directory: DirectoryAddress | undefined;
  readonly interface: string | undefined;
  readonly seconds: number;
}

function planFor({ server, directory, interface: wanted, seconds }: DoctorOptions): Plan {
  return {
    server: addressOf(server, DEFAULT_SERVER.port),
    directory: addressOf(directory, DEFAULT_DIRECTORY.port),
    ...{ interface: wanted, seconds },
  };
}

function addressOf(text: string | undefined, defaultPort: number): DirectoryAddress | undefined {
  if (text === undefined) return undefined;
  const { host, port = defaultPort } = parseServer(text);
  return { host, port };
}

/** Returns the last line of the report. */
function summaryOf(findings: readonly Finding[]): string {
  const failed = findings.filter(({ result }) => result === "failed");
  if (failed.length > 0) return `Failed: ${failed.map(({ check }) => check).join(", ")}`;
  const isAlone = findings.some(({ check, result }) => check === "others" && result === "note");
  return isAlone ? "This machine is fine, but nobody answered" : "All is well";
}

/** Returns a line, wrapped between words if the output is a terminal. */
function wrappedLine(line: string): string {
  if (!Deno.stdout.isTerminal()) return line;
  const [, indent = "", text = ""] = /^( *)(.*)$/s.exec(line) ?? [];
  const { columns } = screenSize();
  return wrapText(text, columns - indent.length).map((row) => indent + row).join("\n");
}

async function* examine(plan: Plan, all: readonly Candidate[]): AsyncGenerator<Finding> {
  const { server, directory, seconds } = plan;
  const machine = thisMachine(all);
  if (server) yield* checkServer(server, machine);
  if (directory) yield await checkDirectory(directory);
  if (server) return;
  yield* checkSystem(machine);
  const { via, finding } = await checkInterface(plan.interface, all);
  yield finding;
  const loopback = via && await checkLoopback(via, machine);
  if (loopback) yield loopback;
  if (via) yield await checkRoute(via, all);
  // A machine that does not hear itself hears nobody else.
  if (via && loopback?.result === "ok") yield* checkPeers(via, seconds, machine);
}

function describe(one: Candidate): string {
  const name = formatInterface(one);
  if (!one.works) return `${name}: is down, or a firewall drops multicast`;
  return one.isLoopback ? `${name}: works, within this machine` : `${name}: works`;
}
