/**
 * Looking for servers that the user may mean, while the user types a name.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { FoundService } from "../../discovery/discover.ts";
import { formatAddress } from "../../transport/address.ts";
import { keyOfServer } from "./blocking.ts";
import type { ServerAddress } from "./connect.ts";
import { dial } from "./dial.ts";
import { searchNetwork } from "./network_search.ts";

/** How long the search lasts at least, in milliseconds: servers answer within a quarter of a second. */
const MIN_SEARCH_MS = 800;

/** How long the search may take to end, in milliseconds. */
const END_MS = 2000;

/** How long a server may take to accept a connection to be offered first, in milliseconds. */
const PROBE_MS = 400;

/** A server that the user may choose. */
export interface Offer {
  readonly server: ServerAddress;
  /** The server as the user reads it. */
  readonly text: string;
}

/** The options of a {@linkcode ServerSearch}. */
export interface SearchOptions {
  /** The server that the user was on last. */
  readonly last: ServerAddress | undefined;
  /** The port of the server on this machine. */
  readonly port: number;
  /** Whether to ask the local network, too. */
  readonly asksNetwork: boolean;
}

/**
 * Looks for a server on this machine, for the server that the user was on last, and for those that
 * announce themselves on the local network. Problems are ignored: the user can type an address.
 */
export class ServerSearch {
  readonly #last: ServerAddress | undefined;
  readonly #local: ServerAddress;
  readonly #start = performance.now();
  readonly #end = new AbortController();
  readonly #found: Promise<FoundService[]>;
  readonly #isLocalUp: Promise<boolean>;
  readonly #isLastUp: Promise<boolean>;

  constructor({ last, port, asksNetwork }: SearchOptions) {
    this.#last = last;
    this.#local = { host: "localhost", port };
    // The first question comes before all this.
    const begun = sleep(0);
    this.#found = begun.then(() => asksNetwork ? findOnNetwork(this.#end.signal) : []);
    this.#isLocalUp = begun.then(() => answers(this.#local));
    this.#isLastUp = begun.then(() => last !== undefined && answers(last));
  }

  /** Ends the search, and returns the servers: the most likely one first. */
  async offers(): Promise<Offer[]> {
    const rest = Math.max(0, MIN_SEARCH_MS - (performance.now() - this.#start));
    // A search that ends before it is asked to has failed, or there is none.
    await Promise.race([this.#found, sleep(rest)]);
    this.#end.abort();
    const found = await Promise.race([this.#found, sleep(END_MS, [])]);
    const [isLastUp, isLocalUp] = await Promise.all([this.#isLastUp, this.#isLocalUp]);
    const announced = found.filter(isForMessenger).map(offerOf);
    const last = this.#last && offer(withAnnouncedTrust(this.#last, announced), "used last");
    const all = [
      ...last && isLastUp ? [last] : [],
      ...announced,
      ...isLocalUp ? [offer(this.#local, "on this machine")] : [],
      ...last && !isLastUp ? [{ ...last, text: `${last.text}, does not answer` }] : [],
    ];
    return withoutRepetitions(all);
  }
}

async function findOnNetwork(signal: AbortSignal): Promise<FoundService[]> {
  try {
    return await searchNetwork(signal);
  } catch {
    return [];
  }
}

async function answers(server: ServerAddress): Promise<boolean> {
  try {
    (await dial({ ...server, timeoutMs: PROBE_MS })).close();
    return true;
  } catch {
    return false;
  }
}

function offer(server: ServerAddress, remark: string): Offer {
  return {
    server,
    text: `${formatAddress({ hostname: server.host, port: server.port })} (${remark})`,
  };
}

/** Reports whether a service is a server for a client of the messenger dialect. */
function isForMessenger({ kind, dialect = "messenger" }: FoundService): boolean {
  return kind === "server" && dialect === "messenger";
}

function offerOf({ name, address, port, count, fingerprint }: FoundService): Offer {
  const users = count === undefined ? "" : `: ${count} ${count === 1 ? "user" : "users"}`;
  const tls = fingerprint === undefined ? "" : ", TLS";
  const trust = fingerprint === undefined
    ? undefined
    : { ca: undefined, fingerprint: fingerprint.replaceAll(":", "").toLowerCase() };
  return offer({ host: address, port, trust }, `${name.replaceAll("\n", "␊")}${users}${tls}`);
}

/** Returns a server as it is announced, which says whether it speaks TLS. */
function withAnnouncedTrust(server: ServerAddress, announced: readonly Offer[]): ServerAddress {
  const same = announced.find((one) => keyOfServer(one.server) === keyOfServer(server));
  return same?.server.trust === undefined ? server : { ...server, trust: same.server.trust };
}

/** Returns each server once. This machine has many addresses. */
function withoutRepetitions(offers: readonly Offer[]): Offer[] {
  const own = new Set(ownAddresses());
  const seen = new Set<string>();
  return offers.filter(({ server }) => {
    const host = own.has(server.host) ? "localhost" : server.host;
    const key = keyOfServer({ ...server, host });
    return !seen.has(key) && seen.add(key);
  });
}

function ownAddresses(): string[] {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "networkInterfaces" });
  return state === "granted" ? Deno.networkInterfaces().map(({ address }) => address) : [];
}
