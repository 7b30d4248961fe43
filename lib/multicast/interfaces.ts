import { parseIpv4 } from "../framing/ipv4.ts";
import { RoomError } from "./room_error.ts";

/** A network interface of this machine, with one of its IPv4 addresses. */
export interface Interface {
  readonly name: string;
  readonly address: string;
  /** The bits of the address that all of its network share, for example `255.255.255.0`. */
  readonly netmask: string;
  /** Whether the interface leads to this machine only. */
  readonly isLoopback: boolean;
}

/**
 * Returns the interfaces with an IPv4 address, which may carry multicast, in the system's order. Some
 * may be down. Needs the permission `--allow-sys=networkInterfaces`.
 */
export function interfaces(): Interface[] {
  return Deno.networkInterfaces()
    .filter(({ family }) => family === "IPv4")
    .map(({ name, address, netmask }) => {
      return { name, address, netmask, isLoopback: address.startsWith("127.") };
    });
}

/** Returns an interface as text for people: `eth0 (192.168.1.20)`. */
export function formatInterface({ name, address }: Interface): string {
  return `${name} (${address})`;
}

/**
 * Returns the interface with an address.
 *
 * @throws {RoomError} when no interface has it.
 */
export function interfaceAt(address: string): Interface {
  const all = interfaces();
  const found = all.find((one) => one.address === address);
  if (found) return found;
  const addresses = all.length > 0
    ? `only ${all.map(formatInterface).join(", ")}`
    : "no IPv4 address";
  throw new RoomError(`Cannot use "${address}" as the interface: this machine has ${addresses}`);
}

/** Returns the number of other interfaces in the same network. */
export function countParallelInterfaces(via: Interface): number {
  const isParallel = ({ name, address }: Interface) =>
    name !== via.name && isInNetwork(address, via.address, via.netmask);
  return new Set(interfaces().filter(isParallel).map(({ name }) => name)).size;
}

/** Reports whether an address is in the network of `member`. */
export function isInNetwork(address: string, member: string, netmask: string): boolean {
  const [one, other, mask] = [address, member, netmask].map(parseIpv4);
  if (!one || !other || !mask) return false;
  return one.every((octet, index) => ((octet ^ other[index]!) & mask[index]!) === 0);
}
