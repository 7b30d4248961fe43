import { alternative } from "./choice.ts";
import { formatInterface, type Interface } from "./interfaces.ts";
import { RoomError } from "./room_error.ts";
import { close, openReceiver, openSender } from "./sockets.ts";

/** Which room, and which way. */
export interface RoomOptions {
  /** The IPv4 multicast address. */
  readonly group: string;
  readonly port: number;
  /** The interface to send and to listen on, see {@linkcode chooseInterface}. */
  readonly via: Interface;
  /** How many networks a message may pass, this one included: 1 to 255, by default 1. */
  readonly ttl?: number;
}

/** What it takes to be in a room. */
export interface Sockets {
  readonly sender: Deno.DatagramConn;
  readonly receiver: Deno.DatagramConn;
  readonly membership: Deno.MulticastV4Membership;
}

/**
 * Joins the group of a room.
 *
 * @throws {RoomError}
 */
export async function openSockets({ group, port, via, ttl = 1 }: RoomOptions): Promise<Sockets> {
  check("address", group, isMulticast(group), "224.0.0.0 to 239.255.255.255");
  check("port", port, isWithin(port, 65_535), "1 to 65535");
  check("TTL", ttl, isWithin(ttl, 255), "1 to 255");
  const opened: Deno.DatagramConn[] = [];
  try {
    const sender = openSender(via.address);
    opened.push(sender);
    // Only a member can set the TTL. It hears nothing all the same, as it is not bound to the group.
    await (await sender.joinMulticastV4(group, via.address)).setTTL(ttl);
    const receiver = openReceiver(group, port);
    opened.push(receiver);
    const membership = await receiver.joinMulticastV4(group, via.address);
    return { sender, receiver, membership };
  } catch (error) {
    opened.forEach(close);
    const way = `"${group}:${port}" by "${formatInterface(via)}"`;
    throw new RoomError(`Cannot enter ${way}: ${await reason(error, via)}`, { cause: error });
  }
}

/** What went wrong on an interface, and what to try. */
export async function reason(error: unknown, via: Interface): Promise<string> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Deno.errors.AddrInUse) return "Another program has the port for itself";
  if (error instanceof Deno.errors.NetworkUnreachable) {
    return `There is no route for multicast${await alternative(via)}`;
  }
  // Deno has no class for what systems say of an interface that is not there.
  if (error instanceof Deno.errors.AddrNotAvailable || message.includes("(os error 19)")) {
    return `The interface has gone${await alternative(via)}`;
  }
  return message.replace(/ \(os error \d+\)$/, "");
}

function check(what: string, value: unknown, isRight: boolean, range: string): void {
  if (isRight) return;
  throw new RoomError(`Cannot use "${value}" as the ${what} of a room: it has to be ${range}`);
}

function isMulticast(address: string): boolean {
  const parts = address.split(".");
  const isAddress = parts.length === 4 &&
    parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isAddress && Number(parts[0]) >= 224 && Number(parts[0]) < 240;
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
