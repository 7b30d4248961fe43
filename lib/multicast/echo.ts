import { closeSocket, openReceiver, openSender, portOf } from "./sockets.ts";

/** The all-hosts group. Every interface is a member, so joining it sends nothing to the network. */
const ALL_HOSTS = "224.0.0.1";

const RETRY_INTERVAL_MS = 200;
const MAX_ATTEMPTS = 3;

/** The options of {@linkcode echo}. */
export interface EchoOptions {
  readonly group: string;
  /**
   * The address to send from, which selects the interface. `0.0.0.0` leaves the choice to the
   * system's routes.
   */
  readonly from: string;
  /** The addresses of the interfaces to receive on. */
  readonly on: readonly string[];
  /** Ends the call early, as if nothing had come back. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a multicast datagram to this process. Nobody else receives it: a TTL of 0 keeps it on this
 * machine, and no other program uses the port.
 *
 * @returns The address that the datagram came from, or `undefined` after 600 ms without one.
 * @throws {Error} The system's error, for example `NetworkUnreachable` without a route.
 */
export async function echo({ group, from, on, signal }: EchoOptions): Promise<string | undefined> {
  const receiver = openReceiver(group, 0);
  const giveUp = () => closeSocket(receiver);
  signal?.addEventListener("abort", giveUp);
  try {
    for (const address of on) await receiver.joinMulticastV4(group, address);
    return await sendUntilReceived(receiver, { group, from, via: on[0]! });
  } finally {
    signal?.removeEventListener("abort", giveUp);
    closeSocket(receiver);
  }
}

/** Closes the receiver after the last attempt, which makes {@linkcode receiveFrom} return. */
async function sendUntilReceived(
  receiver: Deno.DatagramConn,
  { group, from, via }: { group: string; from: string; via: string },
): Promise<string | undefined> {
  const sender = openSender(from);
  const to: Deno.NetAddr = { transport: "udp", hostname: group, port: portOf(receiver) };
  let retryTimer: ReturnType<typeof setInterval> | undefined;
  try {
    // Deno lets only members of a group set the TTL.
    const membership = await sender.joinMulticastV4(group, via);
    await membership.setTTL(0);
    await sender.send(new Uint8Array(1), to);
    let attempts = 1;
    // Counts attempts instead of time: a program that was suspended still reads the first reply.
    retryTimer = setInterval(() => {
      if (attempts++ === MAX_ATTEMPTS) closeSocket(receiver);
      else sender.send(new Uint8Array(1), to).catch(() => {});
    }, RETRY_INTERVAL_MS);
    return await receiveFrom(portOf(sender), receiver);
  } finally {
    clearInterval(retryTimer);
    closeSocket(sender);
  }
}

/** Returns the source address of a datagram from that port, or `undefined` on a closed socket. */
async function receiveFrom(
  port: number,
  receiver: Deno.DatagramConn,
): Promise<string | undefined> {
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
 * Reports whether multicast that is sent on the interface with `address` comes back. The system
 * drops datagrams on an interface that is down without an error, so this is the only way to see that
 * it is up. A firewall that drops multicast makes the result `false`, too.
 */
export async function carriesMulticast(address: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return await echo({ group: ALL_HOSTS, from: address, on: [address], signal }) === address;
  } catch {
    return false;
  }
}
