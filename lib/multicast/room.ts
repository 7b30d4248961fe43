/**
 * A room on the wire: those who have joined its group hear each other, without a server.
 *
 * @module
 */
import { alternative } from "./choice.ts";
import { Duplicates } from "./duplicates.ts";
import { openSockets, reason, type RoomOptions, type Sockets } from "./entrance.ts";
import { countOtherPaths, formatInterface } from "./interfaces.ts";
import { encodeMessage, type Message, parseMessage } from "./message.ts";
import { RoomError } from "./room_error.ts";
import { close, portOf } from "./sockets.ts";
import { Watch } from "./watch.ts";

/** A message of somebody else. */
export interface RoomMessage extends Message {
  readonly from: { readonly hostname: string; readonly port: number };
}

/** Who gets what happens in a room. */
export interface RoomHandler {
  onMessage(message: RoomMessage): void;
  /**
   * The network has gone away, or it is back; each is told once. While it is away nothing can be
   * sent, and when it is back the chat goes on.
   *
   * @param notice A line for the user that says so.
   */
  onNetwork(isUp: boolean, notice: string): void;
}

/** How long to wait after the system refused to receive, in milliseconds. */
const RECEIVE_AGAIN = 100;

/** Room for any datagram, in bytes. */
const LARGEST = 65_535;

/** A room that one is in. */
export class Room {
  readonly #options: RoomOptions;
  readonly #handler: RoomHandler;
  readonly #sender: Deno.DatagramConn;
  readonly #receiver: Deno.DatagramConn;
  readonly #duplicates: Duplicates;
  readonly #watch: Watch;
  readonly #received: Promise<void>;
  readonly #ownPort: number;
  #membership: Deno.MulticastV4Membership;
  /** Sends wait for each other: Deno mixes up those that are under way at once. */
  #lastSend: Promise<unknown> = Promise.resolve();
  #isLeft = false;

  private constructor(options: RoomOptions, handler: RoomHandler, sockets: Sockets) {
    const { via } = options;
    this.#options = options;
    this.#handler = handler;
    this.#sender = sockets.sender;
    this.#receiver = sockets.receiver;
    this.#ownPort = portOf(sockets.sender);
    this.#membership = sockets.membership;
    this.#duplicates = new Duplicates(() => countOtherPaths(via));
    this.#watch = new Watch({
      address: via.address,
      recover: () => this.#joinAgain(),
      onChange: (isUp) => handler.onNetwork(isUp, this.#notice(isUp)),
    });
    this.#received = this.#receive();
  }

  /**
   * Enters a room. What others say is heard from then on.
   *
   * @throws {RoomError} when that is not possible.
   */
  static async join(options: RoomOptions, handler: RoomHandler): Promise<Room> {
    const room = new Room(options, handler, await openSockets(options));
    await room.#watch.look();
    return room;
  }

  /**
   * Says something, as one datagram. What is said first is sent first.
   *
   * @throws {RoomError} when it was not sent: the network is away, the name is none, or the text is too
   * long.
   */
  async send(name: string, text: string): Promise<void> {
    if (this.#isLeft) throw new RoomError("Cannot send: the room has been left");
    const datagram = encodeMessage(name, text);
    const sent = this.#lastSend.then(() => this.#send(datagram));
    this.#lastSend = sent.catch(() => {});
    await sent;
  }

  /**
   * Leaves: nothing more is heard or told, from now on. What has been said before is still sent; then
   * the sockets are closed, which leaves the group.
   */
  async close(): Promise<void> {
    this.#isLeft = true;
    close(this.#receiver);
    await this.#watch.stop();
    await this.#lastSend;
    close(this.#sender);
    await this.#received;
  }

  async #send(datagram: Uint8Array): Promise<void> {
    const { group, port, via } = this.#options;
    // An interface that is down loses what is sent without an error.
    if (await this.#watch.isDown()) {
      throw new RoomError(`Cannot send: ${this.#notice(false)}${await alternative(via)}`);
    }
    try {
      await this.#sender.send(datagram, { transport: "udp", hostname: group, port });
    } catch (error) {
      throw new RoomError(`Cannot send: ${await reason(error, via)}`, { cause: error });
    }
  }

  async #receive(): Promise<void> {
    const buffer = new Uint8Array(LARGEST);
    while (!this.#isLeft) {
      const received = await this.#receiver.receive(buffer).catch(() => undefined);
      if (this.#isLeft) return;
      if (received) this.#take(received[0], received[1] as Deno.NetAddr);
      else await new Promise((resolve) => setTimeout(resolve, RECEIVE_AGAIN));
    }
  }

  #take(datagram: Uint8Array, { hostname, port }: Deno.NetAddr): void {
    const isOwn = hostname === this.#options.via.address && port === this.#ownPort;
    if (isOwn || datagram.length === 0) return;
    const message = parseMessage(datagram);
    const sender = `${hostname}:${port}`;
    const said = `${message.name}: ${message.text}`;
    if (this.#duplicates.isCopy(sender, said, performance.now())) return;
    this.#handler.onMessage({ ...message, from: { hostname, port } });
  }

  /** An interface that was taken out and put in again is another one to the system. */
  async #joinAgain(): Promise<void> {
    const { group, via } = this.#options;
    await this.#membership.leave().catch(() => {});
    this.#membership = await this.#receiver.joinMulticastV4(group, via.address);
  }

  #notice(isUp: boolean): string {
    const way = `"${formatInterface(this.#options.via)}"`;
    if (isUp) return `The network at ${way} is back`;
    if (this.#watch.hasBeenUp) return `The network at ${way} is down`;
    return `Nothing comes back from ${way}: it is down, or a firewall drops multicast`;
  }
}
