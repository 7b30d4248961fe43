/**
 * Searches the local network for services.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Interface, interfaceAt, interfaces } from "../multicast/interfaces.ts";
import { Browser, type FoundService } from "./browser.ts";
import { type Codec, loadCodec } from "./codec.ts";
import { DiscoveryError } from "./discovery_error.ts";
import { MdnsSocket, socketReason } from "./mdns_socket.ts";

export type { FoundService };

/** The options of {@linkcode discover}. */
export interface DiscoverOptions {
  /**
   * How long to listen, in seconds. Use 2 or more: a service that has just answered another query
   * waits for a second.
   */
  readonly seconds: number;
  /** The address of the only interface to use (default: all interfaces). */
  readonly interface?: string | undefined;
  /** Ends the search early, with the results so far. */
  readonly signal?: AbortSignal | undefined;
}

/** The random delay of the first query, in case several programs start at the same moment. */
const MIN_FIRST_DELAY_MS = 20;
const MAX_FIRST_DELAY_MS = 120;

/** The pause after the first query, in milliseconds. Each further pause is twice as long. */
const FIRST_PAUSE_MS = 1000;

/** The search on one network. */
interface Search {
  readonly browser: Browser;
  readonly socket: MdnsSocket;
}

/**
 * Searches the networks of this machine for chat servers and room directories. Parley sends nothing
 * there unless it searches or announces a service.
 *
 * @returns The services: servers first, each kind in the order of the names.
 * @throws {DiscoveryError} if the search fails on all networks.
 * @throws {RoomError} if there is no such interface.
 */
export async function discover(options: DiscoverOptions): Promise<FoundService[]> {
  const { interface: wanted, seconds, signal } = options;
  const chosen = wanted === undefined ? interfaces() : [interfaceAt(wanted)];
  if (chosen.length === 0) {
    throw new DiscoveryError("Cannot search the local network: this machine has no IPv4 address");
  }
  const codec = await loadCodec();
  const end = AbortSignal.any([AbortSignal.timeout(seconds * 1000), ...signal ? [signal] : []]);
  const problems: unknown[] = [];
  const searches: Search[] = [];
  try {
    for (const via of chosen) {
      await startSearch(via, codec)
        .then((search) => searches.push(search), (error) => problems.push(error));
    }
    const queries = searches.map((search) => sendQueries(search, end));
    for (const result of await Promise.allSettled(queries)) {
      if (result.status === "rejected") problems.push(result.reason);
    }
    if (problems.length === chosen.length) throw problems[0];
    return merged(searches.flatMap(({ browser }) => browser.services));
  } finally {
    for (const { socket } of searches) await socket.close();
  }
}

async function startSearch(via: Interface, codec: Codec): Promise<Search> {
  const browser = new Browser(via);
  const onPacket = browser.receive.bind(browser);
  return { browser, socket: await MdnsSocket.open({ via, codec, onPacket }) };
}

async function sendQueries({ browser, socket }: Search, end: AbortSignal): Promise<void> {
  const wait = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal: end }).catch(() => {});
  await wait(MIN_FIRST_DELAY_MS + Math.random() * (MAX_FIRST_DELAY_MS - MIN_FIRST_DELAY_MS));
  for (let pause = FIRST_PAUSE_MS; !end.aborted; pause *= 2) {
    await sendQuery(socket, browser);
    await wait(pause);
  }
}

async function sendQuery(socket: MdnsSocket, browser: Browser): Promise<void> {
  try {
    await socket.send([{ packet: browser.query() }]);
  } catch (error) {
    throw new DiscoveryError(`Cannot search the local network: ${socketReason(error)}`, {
      cause: error,
    });
  }
}

/** Returns each service once, sorted. Other addresses are preferred to loopback addresses. */
function merged(all: readonly (FoundService & { readonly host: string })[]): FoundService[] {
  const byKey = new Map<string, FoundService>();
  for (const { host, ...service } of all) {
    const key = JSON.stringify([service.kind, host, service.port]);
    const isLoopback = byKey.get(key)?.address.startsWith("127.");
    if (isLoopback || !byKey.has(key)) byKey.set(key, service);
  }
  return [...byKey.values()].sort((one, other) =>
    other.kind.localeCompare(one.kind) || one.name.localeCompare(other.name)
  );
}
