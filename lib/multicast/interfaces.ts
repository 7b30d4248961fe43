import { RoomError } from "./room_error.ts";

/** An interface of this machine, by one of its IPv4 addresses. */
export interface Interface {
  readonly name: string;
  readonly address: string;
  /** The part of the address that all of its network have in common, such as `255.255.255.0`. */
  readonly netmask: string;
  /** Whether it leads to this machine only. */
  readonly isLoopback: boolean;
}

/**
 * The interfaces that may carry multicast: those with an IPv4 address, in the system's order. Some of
 * them may be down. Needs the permission `--allow-sys=networkInterfaces`.
 */
export function interfaces(): Interface[] {
  return Deno.networkInterfaces()
    .filter(({ family }) => family === "IPv4")
    .map(({ name, address, netmask }) => {
      return { name, address, netmask, isLoopback: address.startsWith("127.") };
    });
}

/** An interface as people know it: `eth0 (192.168.1.20)`. */
export function formatInterface({ name, address }: Interface): string {
  return `${name} (${address})`;
}

/**
 * The interface that has an address.
 *
 * @throws {RoomError} when none has.
 */
export function interfaceAt(address: string): Interface {
  const all = interfaces();
  const found = all.find((one) => one.address === address);
  if (found) return found;
  const others = all.map(formatInterface).join(", ");
  throw new RoomError(
    `Cannot use "${address}" as the interface: this machine has ${others || "none"}`,
  );
}

/** How many further interfaces are in the same network. */
export function countOtherPaths(via: Interface): number {
  const isOther = ({ name, address }: Interface) =>
    name !== via.name && isInNetwork(address, via.address, via.netmask);
  return new Set(interfaces().filter(isOther).map(({ name }) => name)).size;
}

/** Whether an address is in the network of `member`. */
export function isInNetwork(address: string, member: string, netmask: string): boolean {
  const [one, other, mask] = [address, member, netmask].map((text) => text.split(".").map(Number));
  return one!.every((part, index) => ((part ^ other![index]!) & mask![index]!) === 0);
}
