import { clientNetwork } from "./ip_address.ts";
import { MAX_PORT } from "./port.ts";
import type { PeerAddress } from "./socket.ts";

/** Formats an address and a port as people write them, with IPv6 addresses in brackets. */
export function formatAddress({ hostname, port }: PeerAddress): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

/** A host's name, its IPv4 address, or its IPv6 address in brackets, and a port. */
const ADDRESS = /^(?:\[([\da-f:.]+)\]|([a-z\d][\w.-]{0,252})):(\d{1,5})$/i;

/**
 * Parses an address that a program has written with {@linkcode formatAddress}. Returns `undefined` if it
 * is anything else: it may come from a stranger.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseAddress("[::1]:5000"), { hostname: "::1", port: 5000 });
 * assert.equal(parseAddress("ann@host:5000/path"), undefined);
 * ```
 */
export function parseAddress(text: string): PeerAddress | undefined {
  const [, ipv6, plain, digits] = ADDRESS.exec(text) ?? [];
  const hostname = ipv6 ?? plain;
  const port = Number(digits);
  if (hostname === undefined || port < 1 || port > MAX_PORT) return undefined;
  return URL.canParse(`http://${text}`) ? { hostname, port } : undefined;
}

/** The families of the addresses that stand for all addresses. */
const FAMILIES: Readonly<Record<string, "IPv4" | "IPv6">> = { "0.0.0.0": "IPv4", "::": "IPv6" };

/**
 * Returns the addresses under which other machines reach listeners that are bound to `hostnames`.
 *
 * For a listener on all interfaces these are the interfaces' addresses, without those that work on
 * this machine only (loopback) or on one link only (link-local), and one for each IPv6 network.
 */
export function reachableAddresses(hostnames: readonly string[]): string[] {
  return hostnames.flatMap((hostname) => {
    const family = FAMILIES[hostname];
    return family ? externalAddresses(family) : [hostname];
  });
}

function externalAddresses(family: "IPv4" | "IPv6"): string[] {
  const addresses = Deno.networkInterfaces()
    .filter((one) => one.family === family)
    .map(({ address }) => address)
    .filter((address) => !/^(127\.|169\.254\.|::1$|fe80:)/i.test(address));
  // The last one of a network is the oldest: newer ones may be there for a day only.
  const byNetwork = new Map(addresses.map((address) => [clientNetwork(address), address]));
  return [...byNetwork.values()];
}
