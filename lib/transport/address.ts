import { clientNetwork } from "./ip_address.ts";
import type { PeerAddress } from "./socket.ts";

/** Formats an address and a port as people write them, with IPv6 addresses in brackets. */
export function formatAddress({ hostname, port }: PeerAddress): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
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
