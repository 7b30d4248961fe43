import { createSocket, type Socket } from "node:dgram";
import { systemReason } from "../errors/system_reason.ts";
import { formatInterface, type Interface, isInNetwork } from "../multicast/interfaces.ts";
import type { Codec } from "./codec.ts";
import { DiscoveryError } from "./discovery_error.ts";
import { MDNS_PORT, type Packet, type Peer } from "./packet.ts";
import type { Outgoing } from "./responder.ts";

/** The group of multicast DNS. Routers do not forward it. */
const MDNS_GROUP = "224.0.0.251";

/** The TTL that the protocol requires, although no router forwards the packets. */
const TTL_HOPS = 255;

/** The maximum size of a packet (RFC 6762, section 17). Longer packets are dropped. */
const MAX_PACKET_BYTES = 9000;

/** The options of an {@linkcode MdnsSocket}. */
export interface MdnsSocketOptions {
  readonly via: Interface;
  readonly codec: Codec;
  /** Called for each packet from this network, including those that this socket sends. */
  onPacket(packet: Packet, from: Peer): void;
}

/**
 * A socket for multicast DNS on one network. It shares the port with all other programs that use the
 * protocol.
 *
 * It uses `node:dgram`, because a socket of `Deno.listenDatagram` has to be bound to the address of
 * an interface to send on it. On port 5353, such a socket would take packets meant for other
 * programs.
 */
export class MdnsSocket {
  readonly #socket: Socket;
  readonly #codec: Codec;
  readonly #via: Interface;
  /** Sends wait for the previous one, because concurrent sends do not keep their order. */
  #lastSend: Promise<void> = Promise.resolve();

  private constructor(socket: Socket, codec: Codec, via: Interface) {
    this.#socket = socket;
    this.#codec = codec;
    this.#via = via;
  }

  /**
   * Opens a socket and joins the group.
   *
   * @throws {DiscoveryError}
   */
  static async open({ via, codec, onPacket }: MdnsSocketOptions): Promise<MdnsSocket> {
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    try {
      await bind(socket);
      join(socket, via);
      socket.setMulticastTTL(TTL_HOPS);
      socket.setTTL(TTL_HOPS);
      // Programs on this machine have to find each other, too.
      socket.setMulticastLoopback(true);
    } catch (error) {
      socket.close();
      const attempt = `Cannot listen on ${MDNS_GROUP}:${MDNS_PORT} via ${formatInterface(via)}`;
      throw new DiscoveryError(`${attempt}: ${socketReason(error)}`, { cause: error });
    }
    socket.on("message", (bytes, { address, port }) => {
      // The system also delivers packets from other interfaces.
      if (bytes.length > MAX_PACKET_BYTES || !isInNetwork(address, via.address, via.netmask)) {
        return;
      }
      const packet = codec.decode(bytes);
      if (packet) onPacket(packet, { address, port });
    });
    return new MdnsSocket(socket, codec, via);
  }

  /** Joins the group again, in case the interface was removed and added again. */
  rejoin(): void {
    try {
      join(this.#socket, this.#via);
    } catch {
      // The socket is still a member, or the interface is missing again.
    }
  }

  /**
   * Sends packets in order.
   *
   * @throws {Error} The system's error, see {@linkcode socketReason}.
   */
  send(packets: readonly Outgoing[]): Promise<void> {
    const sent = this.#lastSend.then(async () => {
      for (const { packet, to } of packets) await this.#send(packet, to);
    });
    this.#lastSend = sent.catch(() => {});
    return sent;
  }

  /** Sends the packets that are queued, and closes the socket. */
  async close(): Promise<void> {
    await this.#lastSend;
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #send(
    packet: Packet,
    { address, port }: Peer = { address: MDNS_GROUP, port: MDNS_PORT },
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const bytes = this.#codec.encode(packet);
      this.#socket.send(bytes, port, address, (error) => error ? reject(error) : resolve());
    });
  }
}

function bind(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    // The listener stays, because an error event without one would end the program.
    socket.on("error", reject);
    // A socket bound to the group takes no packets meant for others. Windows does not allow that.
    socket.bind(MDNS_PORT, Deno.build.os === "windows" ? "0.0.0.0" : MDNS_GROUP, resolve);
  });
}

/** Makes a socket send and receive on an interface. Throws if it is a member already. */
function join(socket: Socket, { address }: Interface): void {
  socket.setMulticastInterface(address);
  socket.addMembership(MDNS_GROUP, address);
}

/** Returns the reason for an error of `node:dgram`, as text for people. */
export function socketReason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return "another program uses the port exclusively";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ENETUNREACH":
    case "EHOSTUNREACH":
    // ENETDOWN, for which Deno has no name.
    case "UNKNOWN":
      return "the network is down or cannot be reached";
    case "EADDRNOTAVAIL":
    case "ENODEV":
    case "EINVAL":
      return "the interface no longer exists, or does not support multicast";
  }
  return systemReason(error);
}
