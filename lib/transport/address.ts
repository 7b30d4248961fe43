/** An address and port as people write them, with IPv6 addresses in brackets. */
export function formatAddress({ hostname, port }: { hostname: string; port: number }): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

/**
 * The addresses under which others reach a listener that is bound to `hostname`.
 *
 * For one that is bound to all interfaces these are the addresses of the interfaces, without those
 * that only this machine (loopback) or only one link (link-local) understands.
 */
export function reachableAddresses(hostname: string): string[] {
  if (hostname !== "0.0.0.0" && hostname !== "::") return [hostname];
  return Deno.networkInterfaces()
    .filter(({ family }) => hostname === "::" || family === "IPv4")
    .map(({ address }) => address)
    .filter((address) => !/^(127\.|169\.254\.|::1$|fe80:)/i.test(address));
}
