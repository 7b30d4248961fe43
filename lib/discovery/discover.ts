/**
 * Searches the local network for services.
 *
 * @module
 */
import { isBug } from "../errors/bug.ts";
import {
  formatInterface,
  type Interface,
  interfaceAt,
  interfaces,
} from "../multicast/interfaces.ts";
import type { FoundService } from "./browser.ts";
import { loadCodec } from "./codec.ts";
import { DiscoveryError } from "./discovery_error.ts";
import { RETRY_MS, Search, wait } from "./search.ts";

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

/**
 * Searches the networks of this machine for chat servers and room directories. Parley sends nothing
 * there unless it searches or announces a service. A network that cannot be searched at first, for
 * example without a free file descriptor, is tried again until the end.
 *
 * @returns The services: servers first, each kind in the order of the names.
 * @throws {DiscoveryError} if the search fails on all networks.
 * @throws {RoomError} if there is no such interface.
 */
export async function discover(options: DiscoverOptions): Promise<FoundService[]> {
  const { interface: wanted, seconds, signal } = options;
  if (listed(wanted)?.length === 0) {
    if (wanted !== undefined) interfaceAt(wanted);
    throw new DiscoveryError("Cannot search the local network: this machine has no IPv4 address");
  }
  const codec = await loadCodec();
  const end = AbortSignal.any([AbortSignal.timeout(seconds * 1000), ...signal ? [signal] : []]);
  const searches = new Map<string, Search>();
  const running: Promise<void>[] = [];
  while (!end.aborted) {
    for (const via of listed(wanted) ?? []) {
      const key = formatInterface(via);
      if (searches.has(key)) continue;
      const search = new Search(via, codec, end);
      searches.set(key, search);
      running.push(search.run());
    }
    await wait(RETRY_MS, end);
  }
  await Promise.all(running);
  const all = [...searches.values()];
  if (!all.some(({ hasSearched }) => hasSearched)) {
    throw all[0]?.problem ??
      new DiscoveryError("Cannot search the local network: its interfaces cannot be listed");
  }
  return merged(all.flatMap(({ browser }) => browser.services));
}

/** Returns the interfaces to search, or `undefined` if the system fails to list them, which passes. */
function listed(wanted: string | undefined): Interface[] | undefined {
  try {
    return interfaces().filter(({ address }) => wanted === undefined || address === wanted);
  } catch (error) {
    if (isBug(error)) throw error;
    return undefined;
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
