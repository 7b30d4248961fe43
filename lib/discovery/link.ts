import { createSocket, type Socket } from "node:dgram";
import { formatInterface, type Interface, isInNetwork } from "../multicast/interfaces.ts";
import type { Codec } from "./codec.ts";
import { DiscoveryError } from "./discovery_error.ts";
import { type Packet, type Peer, PORT } from "./packet.ts";
import type { Outgoing } from "./responder.ts";

/** The group of multicast DNS. It is of one network only: no router lets it pass. */
const GROUP = "224.0.0.251";

/** What the protocol wants as the TTL of what is sent, though it passes no router. */
const HOPS = 255;

/** The longest packet, in bytes; what is longer is nobody's that means well. */
const LONGEST = 9000;

/** What a {@linkcode Link} is made with. */
export interface LinkOptions {
  readonly via: Interface;
  readonly codec: Codec;
  /** Takes what comes from this network, one's own packets too. */
  onPacket(packet: Packet, from: Peer): void;
}

/**
 * Multicast DNS on one network. The port is shared with all other programs that take part.
 *
 * `node:dgram` does what `Deno.listenDatagram` cannot: send by a certain interface from a socket that
 * is not bound to the interface's address. One that was would take what is sent to other programs'
 * sockets on this port.
 */
export class Link {
  readonly #socket: Socket;
  readonly #codec: Codec;
  readonly #via: Interface;
  /** Sends wait for each other: those that are under way at once overtake each other. */
  #lastSend: Promise<void> = Promise.resolve();

  private constructor(socket: Socket, codec: Codec, via: Interface) {
    this.#socket = socket;
    this.#codec = codec;
    this.#via = via;
  }

  /**
   * Opens it.
   *
   * @throws {DiscoveryError}
   */
  static async open({ via, codec, onPacket }: LinkOptions): Promise<Link> {
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    try {
      await bind(socket);
      join(socket, via);
      socket.setMulticastTTL(HOPS);
      socket.setTTL(HOPS);
      // So that programs on this machine find each other.
      socket.setMulticastLoopback(true);
    } catch (error) {
      socket.close();
      const way = `"${GROUP}:${PORT}" by "${formatInterface(via)}"`;
      throw new DiscoveryError(`Cannot listen at ${way}: ${reason(error)}`, { cause: error });
    }
    socket.on("message", (bytes, { address, port }) => {
      // The system hands over what comes by other interfaces, too.
      if (bytes.length > LONGEST || !isInNetwork(address, via.address, via.netmask)) return;
      const packet = codec.decode(bytes);
      if (packet) onPacket(packet, { address, port });
    });
    return new Link(socket, codec, via);
  }

  /** Makes good what the socket loses when the interface is taken out and put in again. */
  renew(): void {
    try {
      join(this.#socket, this.#via);
    } catch {
      // It is a member, as nothing has happened; or the interface has gone once more.
    }
  }

  /**
   * Sends packets one after the other.
   *
   * @throws {Error} what the system says.
   */
  send(packets: readonly Outgoing[]): Promise<void> {
    const sent = this.#lastSend.then(async () => {
      for (const { packet, to } of packets) await this.#send(packet, to);
    });
    this.#lastSend = sent.catch(() => {});
    return sent;
  }

  /** Sends what waits to be sent, and closes it. */
  async close(): Promise<void> {
    await this.#lastSend;
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #send(packet: Packet, { address, port }: Peer = { address: GROUP, port: PORT }): Promise<void> {
    return new Promise((resolve, reject) => {
      const bytes = this.#codec.encode(packet);
      this.#socket.send(bytes, port, address, (error) => error ? reject(error) : resolve());
    });
  }
}

function bind(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    // It stays: an error that nobody hears would end the program.
    socket.on("error", reject);
    // Bound to the group it takes nothing that is meant for others; Windows does not let it.
    socket.bind(PORT, Deno.build.os === "windows" ? "0.0.0.0" : GROUP, resolve);
  });
}

/** Has a socket send and listen by an interface. Who is a member already gets an error. */
function join(socket: Socket, { address }: Interface): void {
  socket.setMulticastInterface(address);
  socket.addMembership(GROUP, address);
}

/** What went wrong with a socket, for people. */
export function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return "Another program has the port for itself";
    case "EACCES":
    case "EPERM":
      return "Permission denied";
    case "ENETUNREACH":
    case "EHOSTUNREACH":
    // What Deno does not know by name: the network is down.
    case "UNKNOWN":
      return "There is no way to send on that network";
    case "EADDRNOTAVAIL":
    case "ENODEV":
    case "EINVAL":
      return "The interface has gone, or knows no multicast";
  }
  return error instanceof Error ? error.message : String(error);
}
