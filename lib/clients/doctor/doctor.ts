/**
 * Finds out why the members of rooms do not see each other, and what to try.
 *
 * @module
 */
import { EXIT } from "../../errors/exit.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { printableJson } from "../../framing/printable_json.ts";
import { formatInterface } from "../../multicast/interfaces.ts";
import { screenSize } from "../../terminal/capabilities.ts";
import { safeText } from "../../terminal/safe_text.ts";
import { wrapText } from "../../terminal/wrap_text.ts";
import { parsePort } from "../../transport/port.ts";
import { DEFAULT_DIRECTORY, type DirectoryAddress } from "../rooms/directory_connection.ts";
import {
  type Candidate,
  candidates,
  checkInterface,
  checkLoopback,
  checkRoute,
  type Finding,
} from "./checks.ts";
import { checkDirectory } from "./directory_check.ts";
import { checkPeers } from "./peers_check.ts";

/** The options of `doctor`. */
export interface DoctorOptions {
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
 * @throws {UsageError} when the directory's address is invalid.
 */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const { directory, json } = options;
  const address = directory === undefined ? undefined : parseDirectory(directory);
  const all = await candidates();
  const print = json ? () => {} : (line: string) => console.log(wrappedLine(safeText(line)));
  print("Interfaces of this machine:");
  for (const line of all.map(describe)) print(`  ${line}`);
  if (all.length === 0) print("  none has an IPv4 address");
  print("");
  const findings: Finding[] = [];
  for await (const finding of examine(options, all, address)) {
    findings.push(finding);
    print(`${finding.result}: ${finding.text}`);
    if (finding.advice) print(`  ${finding.advice}`);
  }
  const failed = findings.filter(({ result }) => result === "failed");
  const result = { ok: failed.length === 0, interfaces: all, findings };
  if (json) console.log(printableJson(JSON.stringify(result)));
  print("");
  print(
    failed.length === 0 ? "All is well" : `Failed: ${failed.map(({ check }) => check).join(", ")}`,
  );
  return failed.length === 0 ? EXIT.done : EXIT.failed;
}

/** Returns a line, wrapped between words if the output is a terminal. */
function wrappedLine(line: string): string {
  if (!Deno.stdout.isTerminal()) return line;
  const [, indent = "", text = ""] = /^( *)(.*)$/s.exec(line) ?? [];
  const { columns } = screenSize();
  return wrapText(text, columns - indent.length).map((row) => indent + row).join("\n");
}

async function* examine(
  options: DoctorOptions,
  all: readonly Candidate[],
  directory: DirectoryAddress | undefined,
): AsyncGenerator<Finding> {
  const { via, finding } = await checkInterface(options.interface, all);
  yield finding;
  const loopback = via && await checkLoopback(via);
  if (loopback) yield loopback;
  if (via) yield await checkRoute(via, all);
  if (directory) yield await checkDirectory(directory);
  // A machine that does not hear itself hears nobody else.
  if (via && loopback?.result === "ok") yield* checkPeers(via, options.seconds);
}

function describe(one: Candidate): string {
  const name = formatInterface(one);
  if (!one.works) return `${name}: is down, or a firewall drops multicast`;
  return one.isLoopback ? `${name}: works, within this machine` : `${name}: works`;
}

/** Parses `HOST`, `HOST:PORT` or `[HOST]:PORT`. */
function parseDirectory(text: string): DirectoryAddress {
  const [, bracketed, plain, portText] = /^(?:\[(.+)\]|([^:]+))(?::(.*))?$/.exec(text) ?? [];
  // More than one colon and no brackets: an IPv6 address.
  const host = bracketed ?? plain ?? text;
  if (/^(:\d*)?$/.test(host)) {
    throw new UsageError(`Cannot use "${text}" for --directory: it contains no host`);
  }
  const port = portText === undefined
    ? DEFAULT_DIRECTORY.port
    : parsePort(portText, "the port of --directory");
  return { host, port };
}
