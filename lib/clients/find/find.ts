/**
 * Lists the servers and room directories that are announced on the local network.
 *
 * @module
 */
import { EXIT } from "../../errors/exit.ts";
import { withLocalNames } from "../../product/names.ts";
import { type Found, lookAround } from "../../discovery/look_around.ts";
import { COUNTED } from "../../discovery/service.ts";
import { safeText } from "../../terminal/safe_text.ts";

/** How to look. */
export interface FindOptions {
  /** An address of the one interface to use; without one all are used. */
  readonly interface: string | undefined;
  /** For how long to listen, in seconds. */
  readonly seconds: number;
  /** Whether to print JSON, one object a line, for scripts. */
  readonly json: boolean;
}

const WHAT = { server: "chat server", directory: "room directory" } as const;
const CLIENT = withLocalNames("client.ts");

/**
 * Looks around and prints what is there.
 *
 * @returns the exit code, 0 only when something was found.
 * @throws {DiscoveryError} when it is not possible.
 * @throws {RoomError} when there is no such interface.
 */
export async function runFind({ json, ...options }: FindOptions): Promise<number> {
  const all = await lookAround(options);
  for (const found of all) {
    if (json) console.log(jsonLine(found));
    else console.log(`${description(found)}\n  ${commandFor(found)}`);
  }
  if (all.length > 0) return EXIT.done;
  console.error(`Nothing was found within ${options.seconds} s`);
  console.error("  Was it started with --announce? Is it on the same network as this machine?");
  console.error(`  ${CLIENT} doctor says whether this network carries multicast`);
  return EXIT.failed;
}

/** What was found as one line, safe to print: `panda: chat server, 3 users, 192.168.1.20:55555`. */
export function description({ kind, name, count, address, port }: Found): string {
  const counted = COUNTED[kind];
  const number = count === 1 ? `1 ${counted.slice(0, -1)}` : `${count} ${counted}`;
  const parts = [WHAT[kind], ...(count === undefined ? [] : [number]), `${address}:${port}`];
  return `${oneLine(name)}: ${parts.join(", ")}`;
}

/** What to type to get there. */
export function commandFor({ kind, address, port }: Found): string {
  if (kind === "directory") return `${CLIENT} rooms ${address} ${port}`;
  return `${CLIENT} messenger -a ${address} -p ${port}`;
}

function jsonLine({ kind, name, address, port, count, version }: Found): string {
  const line = JSON.stringify({ kind, name, address, port, [COUNTED[kind]]: count, version });
  // Programs get every byte; people no escape sequences.
  return Deno.stdout.isTerminal() ? safeText(line) : line;
}

function oneLine(text: string): string {
  return safeText(text).replaceAll("\n", "␊");
}
