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
import { MIN_SEARCH_MS, searchNetwork } from "./network_search.ts";

/** How long the search may take to end, in milliseconds. */
const END_MS = 2000;

/** How long a server may take to accept a connection to be offered first, in milliseconds. */
const PROBE_MS = 400;

/** A server that the user may choose. */
export interface Offer {
  readonly server: ServerAddress;
  /** The server as the user reads it. */
  readonly text: string;
  /** What the user has to know about the certificate that the server announces. */
  readonly caution?: string | undefined;
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
    const announced = found.filter(isForMessenger).map((one) => offerOf(one, this.#last));
    const last = this.#last && lastOffer(this.#last, announced);
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

/** @param last The server that the user was on last, which may have had another certificate. */
function offerOf(service: FoundService, last: ServerAddress | undefined): Offer {
  const { name, address: host, port, count, asksPassword } = service;
  const fingerprint = service.fingerprint?.replaceAll(":", "").toLowerCase();
  const isLast = last !== undefined &&
    placeOf({ server: last }) === placeOf({ server: { host, port } });
  const known = isLast ? last.trust?.fingerprint : undefined;
  const isOther = known !== undefined && fingerprint !== undefined && known !== fingerprint;
  const facts = [
    ...count === undefined ? [] : [`${count} ${count === 1 ? "user" : "users"}`],
    ...fingerprint === undefined ? [] : ["TLS"],
    ...isOther ? ["another certificate than last time"] : [],
    ...asksPassword ? ["asks for a password"] : [],
  ];
  const text = `${name.replaceAll("\n", "␊")}${facts.length > 0 ? `: ${facts.join(", ")}` : ""}`;
  const trust = fingerprint === undefined ? undefined : { ca: undefined, fingerprint };
  const caution = service.fingerprint === undefined ? undefined : cautionAbout(service.fingerprint);
  return { ...offer({ host, port, trust }, text), caution };
}

/** Returns the server that was used last, with TLS if it is announced now and was not known before. */
function lastOffer(last: ServerAddress, announced: readonly Offer[]): Offer {
  const same = announced.find((one) => placeOf(one) === placeOf({ server: last }));
  const isUpgraded = last.trust === undefined && same?.server.trust !== undefined;
  const trust = isUpgraded ? same.server.trust : last.trust;
  const remark = trust === undefined ? "used last" : "used last, TLS";
  return { ...offer({ ...last, trust }, remark), caution: isUpgraded ? same.caution : undefined };
}

function cautionAbout(fingerprint: string): string {
  return `Trusting the certificate that was announced on this network: ${fingerprint}\n` +
    "Anybody here can announce one: the server's operator can tell you whether this is the right one";
}

/**
 * Returns each server once. A server that announces a certificate is not offered in plaintext, and
 * one whose certificate is not that of last time is offered with either: the user decides.
 */
function withoutRepetitions(offers: readonly Offer[]): Offer[] {
  const places = new Set(offers.filter(({ server }) => server.trust).map(placeOf));
  const seen = new Set<string>();
  return offers.filter((offer) => {
    const place = placeOf(offer);
    const { trust } = offer.server;
    if (trust === undefined && places.has(place)) return false;
    const key = `${place} ${trust?.fingerprint}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Returns the same text for all addresses of a server: this machine has many. */
function placeOf({ server }: Pick<Offer, "server">): string {
  const isHere = ownAddresses().includes(server.host);
  return keyOfServer(isHere ? { ...server, host: "localhost" } : server);
}

function ownAddresses(): string[] {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "networkInterfaces" });
  return state === "granted" ? Deno.networkInterfaces().map(({ address }) => address) : [];
}
