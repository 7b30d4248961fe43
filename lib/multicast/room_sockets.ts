import { systemReason } from "../errors/system_reason.ts";
import { isMulticast } from "../framing/ipv4.ts";
import { suggestInterface } from "./choose_interface.ts";
import { formatInterface, type Interface } from "./interfaces.ts";
import { RoomError } from "./room_error.ts";
import { closeSocket, openReceiver, openSender } from "./sockets.ts";

/** The group, port and interface of a room. */
export interface RoomOptions {
  /** An IPv4 multicast address. */
  readonly group: string;
  readonly port: number;
  /** The interface to send and receive on, see {@linkcode chooseInterface}. */
  readonly via: Interface;
  /** The number of networks that a message may cross, including this one: 1 to 255 (default: 1). */
  readonly ttl?: number;
  /** How often to join the group again, in milliseconds, so that no switch forgets the member. */
  readonly rejoinIntervalMs?: number;
}

/** The sockets of a member of a room. */
export interface RoomSockets {
  readonly sender: Deno.DatagramConn;
  readonly receiver: Deno.DatagramConn;
  readonly membership: Deno.MulticastV4Membership;
}

/**
 * Joins the group of a room.
 *
 * @throws {RoomError}
 */
export async function openRoomSockets(options: RoomOptions): Promise<RoomSockets> {
  const { group, port, via, ttl = 1 } = options;
  check("address", group, isMulticast(group), "224.0.0.0 to 239.255.255.255");
  check("port", port, isWithin(port, 65_535), "1 to 65535");
  check("TTL", ttl, isWithin(ttl, 255), "1 to 255");
  const opened: Deno.DatagramConn[] = [];
  try {
    const sender = openSender(via.address);
    opened.push(sender);
    const receiver = openReceiver(group, port);
    opened.push(receiver);
    const membership = await receiver.joinMulticastV4(group, via.address);
    // Deno lets only members of a group set the TTL. The sender leaves again: while it is a member,
    // the system would not report that the receiver joins again.
    const senderMembership = await sender.joinMulticastV4(group, via.address);
    await senderMembership.setTTL(ttl);
    await senderMembership.leave();
    return { sender, receiver, membership };
  } catch (error) {
    opened.forEach(closeSocket);
    throw await roomError(`Cannot join ${group}:${port} via ${formatInterface(via)}`, error, via);
  }
}

/**
 * Returns the error for an attempt that failed on an interface. Its hint suggests other interfaces if
 * this one cannot work.
 */
export async function roomError(
  attempt: string,
  cause: unknown,
  via: Interface,
): Promise<RoomError> {
  if (cause instanceof Deno.errors.AddrInUse) {
    return new RoomError(`${attempt}: another program uses the port exclusively`, { cause });
  }
  const reason = interfaceReason(cause);
  const hint = reason && await suggestInterface(via);
  return new RoomError(`${attempt}: ${reason ?? systemReason(cause)}`, { cause, hint });
}

/** Returns why an interface cannot be used, or `undefined` if it is not the interface's fault. */
function interfaceReason(error: unknown): string | undefined {
  if (error instanceof Deno.errors.NetworkUnreachable) return "there is no route for multicast";
  // Deno has no class for ENODEV, 19, which systems report for an interface that does not exist.
  const isGone = error instanceof Deno.errors.AddrNotAvailable ||
    error instanceof Error && error.message.includes("(os error 19)");
  if (isGone) return "the interface no longer exists";
}

function check(part: string, value: unknown, isValid: boolean, range: string): void {
  if (isValid) return;
  throw new RoomError(`Cannot use "${value}" as the ${part} of a room: it must be ${range}`);
}

function isWithin(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}
