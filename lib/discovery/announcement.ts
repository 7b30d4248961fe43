import { isBug } from "../errors/bug.ts";
import { formatInterface } from "../multicast/interfaces.ts";
import { DiscoveryError } from "./discovery_error.ts";
import { MdnsSocket, type MdnsSocketOptions, socketReason } from "./mdns_socket.ts";
import type { Packet, Peer } from "./packet.ts";
import { type Outgoing, Responder, type ResponderOptions } from "./responder.ts";

/** The pause after a bug, so that it does not happen without end, in milliseconds. */
const BUG_RETRY_MS = 1000;

/** The options of an {@linkcode Announcement}. */
export interface AnnouncementOptions
  extends
    Omit<MdnsSocketOptions, "onPacket" | "onMissed" | "words">,
    Omit<ResponderOptions, "random"> {
  /** Called with the name of the instance, once it is known to be free. */
  onName(name: string): void;
  /** Called when a packet cannot be sent, and again for each further packet. */
  onProblem(error: DiscoveryError): void;
}

/** The announcement of a service on one network: a responder with its socket and timer. */
export class Announcement {
  readonly #options: AnnouncementOptions;
  readonly #responder: Responder;
  #socket: MdnsSocket | undefined;
  #name: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(options: AnnouncementOptions) {
    this.#options = options;
    this.#responder = new Responder(options, performance.now());
  }

  /**
   * Starts to announce a service.
   *
   * @throws {DiscoveryError}
   */
  static async start(options: AnnouncementOptions): Promise<Announcement> {
    const announcement = new Announcement(options);
    const onPacket = announcement.#receive.bind(announcement);
    const words = () => announcement.#responder.words;
    const onMissed = announcement.#miss.bind(announcement);
    announcement.#socket = await MdnsSocket.open({ ...options, words, onPacket, onMissed });
    announcement.#setTimer();
    return announcement;
  }

  /** Joins the group again, in case the interface was removed and added again. */
  rejoin(): void {
    this.#socket?.rejoin();
  }

  /** Withdraws the announcement from the network, if it can be reached. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#socket?.send(this.#responder.stop()).catch(() => {});
    await this.#socket?.close();
  }

  #receive(packet: Packet, from: Peer): void {
    this.#send(this.#responder.receive(packet, from, performance.now()));
    this.#setTimer();
  }

  #miss(): void {
    this.#responder.missPackets(performance.now());
    this.#setTimer();
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const { wakeAt } = this.#responder;
    if (wakeAt === Infinity) return;
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, wakeAt - performance.now()));
  }

  /** Runs by a timer. Never throws. */
  #wake(): void {
    try {
      this.#send(this.#responder.wake(performance.now()));
      const { name } = this.#responder;
      if (name !== undefined && name !== this.#name) this.#options.onName(this.#name = name);
      this.#setTimer();
    } catch (error) {
      this.#options.onBug(error);
      this.#timer = setTimeout(() => this.#wake(), BUG_RETRY_MS);
    }
  }

  #send(packets: readonly Outgoing[]): void {
    this.#socket?.send(packets).catch((error) => {
      if (isBug(error)) return this.#options.onBug(error);
      const text = `Cannot announce via ${formatInterface(this.#options.via)}`;
      const problem = new DiscoveryError(`${text}: ${socketReason(error)}`, { cause: error });
      this.#options.onProblem(problem);
    });
  }
}
