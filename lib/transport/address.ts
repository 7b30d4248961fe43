import type { PeerAddress } from "./socket.ts";

/** Formats an address and a port as people write them, with IPv6 addresses in brackets. */
export function formatAddress({ hostname, port }: PeerAddress): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

/**
 * Returns the addresses under which other machines reach a listener that is bound to `hostname`.
 *
 * For a listener on all interfaces these are the interfaces' addresses, without those that work on
 * this machine only (loopback) or on one link only (link-local).
 */
export function reachableAddresses(hostname: string): string[] {
  if (hostname !== "0.0.0.0" && hostname !== "::") return [hostname];
  return Deno.networkInterfaces()
    .filter(({ family }) => hostname === "::" || family === "IPv4")
    .map(({ address }) => address)
    .filter((address) => !/^(127\.|169\.254\.|::1$|fe80:)/i.test(address));
}
