import { close, openReceiver, openSender, portOf } from "./sockets.ts";

/** A group that every interface is in already: to join it sends nothing on the network. */
const ALL_HOSTS = "224.0.0.1";

/** After how long it is sent again, in milliseconds, and how often it is sent at most. */
const AGAIN = 200;
const TRIES = 3;

/** Which way to send, and where to listen. */
export interface EchoOptions {
  readonly group: string;
  /** The address to send from: it decides on the interface. With `0.0.0.0` the system's routes do. */
  readonly from: string;
  /** The addresses of the interfaces to listen on. */
  readonly on: readonly string[];
  /** Ends it early, as if nothing had come back. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a multicast datagram that nobody else hears: a TTL of 0 keeps it on this machine, and the
 * port is no other program's.
 *
 * @returns the address that it was sent from, or `undefined` when nothing came back: that takes 600 ms.
 * @throws {Error} what the system says; `NetworkUnreachable` when there is no way to send it.
 */
export async function echo({ group, from, on, signal }: EchoOptions): Promise<string | undefined> {
  const receiver = openReceiver(group, 0);
  const giveUp = () => close(receiver);
  signal?.addEventListener("abort", giveUp);
  try {
    for (const address of on) await receiver.joinMulticastV4(group, address);
    return await shout(receiver, { group, from, via: on[0]! });
  } finally {
    signal?.removeEventListener("abort", giveUp);
    close(receiver);
  }
}

/** Sends to `receiver` until it has heard it, or is closed. */
async function shout(
  receiver: Deno.DatagramConn,
  { group, from, via }: { group: string; from: string; via: string },
): Promise<string | undefined> {
  const sender = openSender(from);
  const to: Deno.NetAddr = { transport: "udp", hostname: group, port: portOf(receiver) };
  let again: ReturnType<typeof setInterval> | undefined;
  try {
    // Only a member can set the TTL.
    const membership = await sender.joinMulticastV4(group, via);
    await membership.setTTL(0);
    await sender.send(new Uint8Array(1), to);
    let tries = 1;
    // Tries are counted, and not the time: a program that was held up reads what has come first.
    again = setInterval(() => {
      if (tries++ === TRIES) close(receiver);
      else sender.send(new Uint8Array(1), to).catch(() => {});
    }, AGAIN);
    return await hear(receiver, portOf(sender));
  } finally {
    clearInterval(again);
    close(sender);
  }
}

/** Waits for what is sent from that port; `undefined` when the socket is closed. */
async function hear(receiver: Deno.DatagramConn, port: number): Promise<string | undefined> {
  try {
    for (;;) {
      const [, from] = await receiver.receive();
      if (from.transport === "udp" && from.port === port) return from.hostname;
    }
  } catch {
    return undefined;
  }
}

/**
 * Whether what is sent on the interface that has `address` comes back. That is the way to tell that it
 * is up: what is sent on one that is down is lost without an error. A firewall makes it `false`, too.
 */
export async function isHeard(address: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return await echo({ group: ALL_HOSTS, from: address, on: [address], signal }) === address;
  } catch {
    return false;
  }
}
