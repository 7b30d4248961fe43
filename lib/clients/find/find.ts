/**
 * Lists the servers and room directories that announce themselves on the local network.
 *
 * @module
 */
import { discover, type FoundService } from "../../discovery/discover.ts";
import { COUNT_KEYS } from "../../discovery/service.ts";
import { EXIT } from "../../errors/exit.ts";
import { printableJson } from "../../framing/printable_json.ts";
import { clientWords } from "../../product/client_words.ts";
import { localCommand } from "../../product/names.ts";
import { safeText } from "../../terminal/safe_text.ts";

/** The options of `find`. */
export interface FindOptions {
  /** An address of the interface to use; without one, all are used. */
  readonly interface: string | undefined;
  /** How long to listen. */
  readonly seconds: number;
  /** Whether to print a JSON object a line instead of text, for scripts. */
  readonly json: boolean;
}

const KIND_NAMES = { server: "chat server", directory: "room directory" } as const;
const CLIENT = localCommand("client");

/**
 * Listens for announcements and prints them.
 *
 * @returns the exit code: 0 if anything was found.
 * @throws {DiscoveryError} when the network cannot be used.
 * @throws {RoomError} when there is no such interface.
 */
export async function runFind({ json, ...options }: FindOptions): Promise<number> {
  const all = await discover(options);
  for (const found of all) {
    if (json) console.log(jsonLine(found));
    else console.log(`${description(found)}\n  ${commandFor(found)}`);
  }
  if (all.length > 0) return EXIT.done;
  console.error(`Found nothing within ${options.seconds} s`);
  console.error(
    "  Was the server started with --announce? Is it on the same network as this machine?",
  );
  console.error(`  ${CLIENT} doctor checks whether this network carries multicast`);
  return EXIT.failed;
}

/** Describes a server in a printable line: `panda: chat server, 3 users, TLS, 192.168.1.20:55555`. */
export function description(
  { kind, name, count, address, port, fingerprint, asksPassword, dialect }: FoundService,
): string {
  const counted = COUNT_KEYS[kind];
  const number = count === 1 ? `1 ${counted.slice(0, -1)}` : `${count} ${counted}`;
  const parts = [
    KIND_NAMES[kind],
    ...count === undefined ? [] : [number],
    ...dialect === undefined ? [] : [`${dialect} dialect only`],
    ...fingerprint === undefined ? [] : ["TLS"],
    ...asksPassword ? ["asks for a password"] : [],
    `${address}:${port}`,
  ];
  return `${oneLine(name)}: ${parts.join(", ")}`;
}

/** Returns the command that connects to a server or directory, ready to be pasted into a shell. */
export function commandFor(
  { kind, address, port, fingerprint, dialect }: FoundService,
): string {
  if (kind === "directory") return `${CLIENT} rooms ${address} ${port}`;
  const tls = fingerprint === undefined ? "" : ` --tls-fingerprint ${fingerprint}`;
  return `${CLIENT} ${clientWords({ host: address, port, dialect })}${tls}`;
}

function jsonLine({ kind, count, asksPassword, ...found }: FoundService): string {
  const { name, address, port, version, fingerprint, dialect } = found;
  const record = {
    ...{ kind, name, address, port, [COUNT_KEYS[kind]]: count, version },
    ...kind === "server" && { password: asksPassword, fingerprint, dialect },
  };
  return printableJson(JSON.stringify(record));
}

function oneLine(text: string): string {
  return safeText(text).replaceAll("\n", "␊");
}
