import { formatInterface } from "../multicast/interfaces.ts";
import { DiscoveryError } from "./discovery_error.ts";
import { MdnsSocket, type MdnsSocketOptions, socketReason } from "./mdns_socket.ts";
import type { Packet, Peer } from "./packet.ts";
import { type Outgoing, Responder, type ResponderOptions } from "./responder.ts";

/** The options of an {@linkcode Announcement}. */
export interface AnnouncementOptions
  extends Omit<MdnsSocketOptions, "onPacket">, Omit<ResponderOptions, "random"> {
  /** Called with the name of the instance, once it is known to be free. */
  onName(name: string): void;
  /** Called when a packet cannot be sent. */
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
    announcement.#socket = await MdnsSocket.open({ ...options, onPacket });
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

  #setTimer(): void {
    clearTimeout(this.#timer);
    const { wakeAt } = this.#responder;
    if (wakeAt === Infinity) return;
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, wakeAt - performance.now()));
  }

  #wake(): void {
    this.#send(this.#responder.wake(performance.now()));
    const { name } = this.#responder;
    if (name !== undefined && name !== this.#name) this.#options.onName(this.#name = name);
    this.#setTimer();
  }

  #send(packets: readonly Outgoing[]): void {
    this.#socket?.send(packets).catch((error) => {
      const text = `Cannot announce via ${formatInterface(this.#options.via)}`;
      const problem = new DiscoveryError(`${text}: ${socketReason(error)}`, { cause: error });
      this.#options.onProblem(problem);
    });
  }
}
