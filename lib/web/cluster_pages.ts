/**
 * What lets the page of a server chat with the other servers of its cluster.
 *
 * @module
 */
import { parseAddress } from "../transport/address.ts";

/** The servers of a cluster, as the door for browsers knows them. */
export interface ClusterServers {
  /** The addresses of those that are there, this server's first. */
  readonly addresses: readonly string[];
  /** The addresses of these and of servers that have gone, whose pages may still be open. */
  readonly known: Iterable<string>;
}

/** The servers of no cluster. */
export const NO_SERVERS: ClusterServers = { addresses: [], known: [] };

/** The ports that an origin does not name, by its scheme. */
const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/**
 * Returns the sources of a content security policy for WebSockets to these servers. A policy has no form
 * for IPv6 addresses.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const addresses = ["10.0.0.2:55555", "[::1]:55555", "no address; script-src *"];
 * assert.deepEqual(webSocketSources(addresses), ["ws://10.0.0.2:55555", "wss://10.0.0.2:55555"]);
 * ```
 */
export function webSocketSources(addresses: readonly string[]): string[] {
  return addresses
    .filter((address) => parseAddress(address) && !address.startsWith("["))
    .flatMap((address) => [`ws://${address}`, `wss://${address}`]);
}

/**
 * Reports whether an origin is the page of one of these servers.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert(isPageOf(["chat.example.org:443"], "https://chat.example.org"));
 * assert(!isPageOf(["chat.example.org:443"], "http://chat.example.org"));
 * ```
 */
export function isPageOf(addresses: Iterable<string>, origin: string): boolean {
  const { protocol, hostname, port } = URL.parse(origin) ?? {};
  const defaultPort = DEFAULT_PORTS[protocol ?? ""];
  if (defaultPort === undefined) return false;
  const address = `${hostname}:${port || defaultPort}`;
  return Iterator.from(addresses).some((known) => known.toLowerCase() === address);
}
