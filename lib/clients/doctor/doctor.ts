/**
 * Says why one does not see the others, and what to try.
 *
 * @module
 */
import { EXIT } from "../../errors/exit.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { formatInterface } from "../../multicast/interfaces.ts";
import { screenSize } from "../../terminal/capabilities.ts";
import { safeText } from "../../terminal/safe_text.ts";
import { wrapped } from "../../terminal/wrapped.ts";
import { parsePort } from "../../transport/port.ts";
import { DEFAULT_DIRECTORY } from "../rooms/directory_link.ts";
import {
  type Candidate,
  candidates,
  checkInterface,
  checkLoopback,
  checkRoute,
  type Finding,
} from "./checks.ts";
import { checkDirectory } from "./directory_check.ts";
import { meetOthers } from "./meeting_check.ts";

/** What to look at. */
export interface DoctorOptions {
  /** An address of the interface to use; without one it is chosen as rooms choose it. */
  readonly interface: string | undefined;
  /** A room directory to look at, too: `HOST` or `HOST:PORT`. */
  readonly directory: string | undefined;
  /** For how long to listen to others, in seconds. */
  readonly seconds: number;
  /** Whether to print one JSON object, for scripts. */
  readonly json: boolean;
}

/**
 * Looks at the network and prints what works, what does not, and what to try.
 *
 * @returns the exit code, 0 only when nothing is wrong.
 * @throws {UsageError} when the directory's port is none.
 */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const { directory, json } = options;
  const at = directory === undefined ? undefined : readDirectory(directory);
  const all = await candidates();
  const print = json ? () => {} : (line: string) => console.log(rows(safeText(line)));
  print("Interfaces of this machine:");
  for (const line of all.map(describe)) print(`  ${line}`);
  if (all.length === 0) print("  none with an IPv4 address");
  print("");
  const findings: Finding[] = [];
  for await (const finding of examine(options, all, at)) {
    findings.push(finding);
    print(`${finding.result}: ${finding.text}`);
    if (finding.advice) print(`  ${finding.advice}`);
  }
  const failed = findings.filter(({ result }) => result === "failed");
  if (json) console.log(JSON.stringify({ ok: failed.length === 0, interfaces: all, findings }));
  print("");
  print(
    failed.length === 0 ? "All is well" : `Failed: ${failed.map(({ check }) => check).join(", ")}`,
  );
  return failed.length === 0 ? EXIT.done : EXIT.failed;
}

/** A line as it is printed: on a terminal wrapped between words, elsewhere as it is. */
function rows(line: string): string {
  if (!Deno.stdout.isTerminal()) return line;
  const [, indent = "", text = ""] = /^( *)(.*)$/s.exec(line) ?? [];
  const { columns } = screenSize();
  return wrapped(text, columns - indent.length).map((row) => indent + row).join("\n");
}

async function* examine(
  options: DoctorOptions,
  all: readonly Candidate[],
  directory: { host: string; port: number } | undefined,
): AsyncGenerator<Finding> {
  const { via, finding } = await checkInterface(options.interface, all);
  yield finding;
  const loopback = via && await checkLoopback(via);
  if (loopback) yield loopback;
  if (via) yield await checkRoute(via, all);
  if (directory) yield await checkDirectory(directory);
  // Who does not hear themselves hears nobody.
  if (via && loopback?.result === "ok") yield* meetOthers(via, options.seconds);
}

function describe(one: Candidate): string {
  const way = formatInterface(one);
  if (!one.works) return `${way}: is down, or a firewall drops multicast`;
  return one.isLoopback ? `${way}: works, for programs on this machine` : `${way}: works`;
}

/** Reads `HOST`, `HOST:PORT` or `[HOST]:PORT`. */
function readDirectory(text: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+))(?::(.*))?$/.exec(text) ?? [];
  // More than one colon and no brackets: an IPv6 address.
  const host = bracketed ?? plain ?? text;
  if (host === "") throw new UsageError("Cannot look at a directory without its host");
  if (port === undefined) return { host, port: DEFAULT_DIRECTORY.port };
  return { host, port: parsePort(port, "the directory's port") };
}
