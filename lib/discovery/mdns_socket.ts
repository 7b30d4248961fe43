import { createSocket, type Socket } from "node:dgram";
import { setTimeout as sleep } from "node:timers/promises";
import { isBug } from "../errors/bug.ts";
import { systemReason } from "../errors/system_reason.ts";
import { formatInterface, type Interface } from "../multicast/interfaces.ts";
import type { Codec } from "./codec.ts";
import { DiscoveryError } from "./discovery_error.ts";
import { Incoming } from "./incoming.ts";
import { MDNS_PORT, type Packet, type Peer } from "./packet.ts";
import type { Outgoing } from "./responder.ts";

/** The group of multicast DNS. Routers do not forward it. */
const MDNS_GROUP = "224.0.0.251";

/** The TTL that the protocol requires, although no router forwards the packets. */
const TTL_HOPS = 255;

/**
 * How long a flooded socket stays closed, in milliseconds. Only a closed socket costs nothing: the
 * runtime reads whatever arrives, and that is most of the cost.
 */
const FLOOD_PAUSE_MS = 250;

/** How long to wait before a socket that could not be opened again is tried again, in milliseconds. */
const REOPEN_RETRY_MS = 1000;

/** The options of an {@linkcode MdnsSocket}. */
export interface MdnsSocketOptions {
  readonly via: Interface;
  readonly codec: Codec;
  /** Returns the words of which a packet must contain one, see {@linkcode mentions}. */
  words(): readonly string[];
  /** Called for each packet from this network, including those that this socket sends. */
  onPacket(packet: Packet, from: Peer): void;
  /**
   * Called after a flood in which packets were missed: the socket stays closed for a part of the time,
   * so that a flood costs little. Without this, it reads everything.
   */
  onMissed?(): void;
  /** Called with what the other functions throw. The runtime would discard that. */
  onBug(error: unknown): void;
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
  readonly #options: MdnsSocketOptions;
  readonly #incoming: Incoming;
  /** Undefined while a flood is waited out. */
  #socket: Socket | undefined;
  /** Resolves at the end of the pause in a flood. Never rejects. */
  #paused: Promise<void> | undefined;
  #reopenTimer: ReturnType<typeof setTimeout> | undefined;
  /** Sends wait for the previous one, because concurrent sends do not keep their order. */
  #lastSend: Promise<void> = Promise.resolve();
  /** The datagram that is being sent. */
  #sending: Promise<void> | undefined;
  #isClosed = false;

  private constructor(options: MdnsSocketOptions) {
    this.#options = options;
    const { codec, via } = options;
    const words = () => options.words();
    this.#incoming = new Incoming({ codec, via, words }, performance.now());
  }

  /**
   * Opens a socket and joins the group.
   *
   * @throws {DiscoveryError}
   */
  static async open(options: MdnsSocketOptions): Promise<MdnsSocket> {
    const mdns = new MdnsSocket(options);
    await mdns.#open();
    return mdns;
  }

  async #open(): Promise<void> {
    const { via } = this.#options;
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
    socket.on("message", (bytes, from) => {
      if (socket === this.#socket) this.#receive(bytes, from);
    });
    this.#socket = socket;
  }

  #receive(bytes: Uint8Array, { address, port }: Peer): void {
    const now = performance.now();
    try {
      if (this.#options.onMissed && !this.#incoming.mayRead(now)) return this.#pause();
      const packet = this.#incoming.receive(bytes, address, now);
      if (packet) this.#options.onPacket(packet, { address, port });
    } catch (error) {
      this.#options.onBug(error);
    }
  }

  /** Closes the socket, and opens it again after a while. */
  #pause(): void {
    const socket = this.#socket!;
    this.#socket = undefined;
    this.#paused = (async () => {
      await this.#sending;
      await closed(socket);
      await sleep(FLOOD_PAUSE_MS);
      await this.#reopen();
    })();
  }

  /** Never rejects: without a descriptor, or without the interface, it tries again later. */
  async #reopen(): Promise<void> {
    if (this.#isClosed) return;
    try {
      await this.#open();
      this.#options.onMissed?.();
    } catch (error) {
      if (isBug(error)) this.#options.onBug(error);
      this.#reopenTimer = setTimeout(() => this.#paused = this.#reopen(), REOPEN_RETRY_MS);
    }
  }

  /** Joins the group again, in case the interface was removed and added again. */
  rejoin(): void {
    try {
      if (this.#socket) join(this.#socket, this.#options.via);
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
    this.#isClosed = true;
    await this.#paused;
    clearTimeout(this.#reopenTimer);
    if (this.#socket) await closed(this.#socket);
  }

  async #send(
    packet: Packet,
    { address, port }: Peer = { address: MDNS_GROUP, port: MDNS_PORT },
  ): Promise<void> {
    const bytes = this.#options.codec.encode(packet);
    await this.#paused;
    const socket = this.#socket;
    if (!socket) throw new Error("the socket could not be opened again");
    const sent = new Promise<void>((resolve, reject) => {
      socket.send(bytes, port, address, (error) => error ? reject(error) : resolve());
    });
    this.#sending = sent.catch(() => {});
    await sent;
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
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
