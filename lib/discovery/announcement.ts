import { DiscoveryError } from "./discovery_error.ts";
import { Link, type LinkOptions, reason } from "./link.ts";
import type { Packet, Peer } from "./packet.ts";
import { type Outgoing, Responder, type ResponderOptions } from "./responder.ts";

/** What an {@linkcode Announcement} is made with. */
export interface AnnouncementOptions
  extends Omit<LinkOptions, "onPacket">, Omit<ResponderOptions, "random"> {
  /** Hears the name of the instance, when it is known to be free. */
  onName(name: string): void;
  /** Hears that something could not be sent. */
  onProblem(error: DiscoveryError): void;
}

/** A service that is made known on one network. */
export class Announcement {
  readonly #options: AnnouncementOptions;
  readonly #responder: Responder;
  #link: Link | undefined;
  #name: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(options: AnnouncementOptions) {
    this.#options = options;
    this.#responder = new Responder(options, performance.now());
  }

  /**
   * Begins to make it known.
   *
   * @throws {DiscoveryError}
   */
  static async start(options: AnnouncementOptions): Promise<Announcement> {
    const announcement = new Announcement(options);
    const onPacket = announcement.#receive.bind(announcement);
    announcement.#link = await Link.open({ ...options, onPacket });
    announcement.#wakeLater();
    return announcement;
  }

  /** Goes on after the interface was taken out and put in again. */
  renew(): void {
    this.#link?.renew();
  }

  /** Says goodbye, if there is still a way to. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#link?.send(this.#responder.stop()).catch(() => {});
    await this.#link?.close();
  }

  #receive(packet: Packet, from: Peer): void {
    this.#send(this.#responder.receive(packet, from, performance.now()));
    this.#wakeLater();
  }

  #wakeLater(): void {
    clearTimeout(this.#timer);
    const { wakeAt } = this.#responder;
    if (wakeAt === Infinity) return;
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, wakeAt - performance.now()));
  }

  #wake(): void {
    this.#send(this.#responder.wake(performance.now()));
    const { name } = this.#responder;
    if (name !== undefined && name !== this.#name) this.#options.onName(this.#name = name);
    this.#wakeLater();
  }

  #send(packets: readonly Outgoing[]): void {
    const { name, address } = this.#options.via;
    this.#link?.send(packets).catch((error) => {
      const text = `Cannot announce by "${name} (${address})": ${reason(error)}`;
      this.#options.onProblem(new DiscoveryError(text, { cause: error }));
    });
  }
}
