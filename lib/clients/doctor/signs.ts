/**
 * Signs of what keeps packets from others: each is a pure function of facts about this machine and of
 * what the checks have seen.
 *
 * @module
 */
import { parseIpv4 } from "../../framing/ipv4.ts";
import type { Interface } from "../../multicast/interfaces.ts";

/** This machine, as far as the signs need to know it. */
export interface Machine {
  readonly os: typeof Deno.build.os;
  /** The release of the system's kernel, or an empty text if it is unknown. */
  readonly release: string;
  readonly interfaces: readonly Pick<Interface, "address" | "netmask">[];
}

/** The advice for macOS, which asks once whether a program may use the local network. */
export const LOCAL_NETWORK = "On macOS, switch your terminal on under System Settings, Privacy & " +
  "Security, Local Network, and restart it";

/** Returns what is known about this machine without a question of Deno for permission. */
export function thisMachine(interfaces: readonly Interface[]): Machine {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "osRelease" });
  const release = state === "granted" ? Deno.osRelease() : "";
  return { os: Deno.build.os, release, interfaces };
}

/**
 * Reports whether this is Linux in WSL 2 behind the address translation of Windows: its only network
 * is then a /20 of 172.16.0.0/12 that Windows has made up.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const interfaces = [{ address: "172.29.14.7", netmask: "255.255.240.0" }];
 * const release = "5.15.167.4-microsoft-standard-WSL2";
 * assert(isBehindWslNat({ os: "linux", release, interfaces }));
 * assert(!isBehindWslNat({ os: "linux", release: "6.8.0-49-generic", interfaces }));
 * ```
 */
export function isBehindWslNat({ os, release, interfaces }: Machine): boolean {
  if (os !== "linux" || !/microsoft.*wsl2/i.test(release)) return false;
  const external = interfaces.filter(({ address }) => !isOnThisMachine(address));
  return external.length > 0 && external.every(({ address, netmask }) => {
    const [first, second = 0] = parseIpv4(address) ?? [];
    return first === 172 && second >= 16 && second < 32 && netmask === "255.255.240.0";
  });
}

/** Reports whether an address is loopback, which WSL also uses for the name server of Windows. */
function isOnThisMachine(address: string): boolean {
  return address.startsWith("127.") || address === "10.255.255.254";
}

/**
 * Reports whether macOS may keep this program from the local network: it then reports that there is no
 * route to a host of this network, as if that were off.
 *
 * @param error The failure of a connection, or of sending a datagram.
 */
export function mayLackLocalNetwork({ os }: Pick<Machine, "os">, error: unknown): boolean {
  // 65 is the number of EHOSTUNREACH on macOS, for which Deno has no class.
  return os === "darwin" && error instanceof Error && /\(os error 65\)/.test(error.message);
}

/** The machines that were heard in a group that switches filter, and in one that they never do. */
export interface Heard {
  readonly filtered: ReadonlySet<string>;
  readonly unfiltered: ReadonlySet<string>;
}

/**
 * Returns the machines that something between drops multicast from: a switch that looks at IGMP
 * (RFC 4541) filters all groups but 224.0.0.0/24.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const [filtered, unfiltered] = [new Set(["10.0.0.2"]), new Set(["10.0.0.2", "10.0.0.3"])];
 * assert.deepEqual(snoopedMachines({ filtered, unfiltered }), ["10.0.0.3"]);
 * ```
 */
export function snoopedMachines({ filtered, unfiltered }: Heard): string[] {
  return [...unfiltered.difference(filtered)].sort();
}
