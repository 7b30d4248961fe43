/**
 * A chat room on the network: the members of a multicast group, who need no server.
 *
 * @module
 */
import { suggestInterface } from "./choose_interface.ts";
import { DuplicateFilter } from "./duplicate_filter.ts";
import { InterfaceMonitor } from "./interface_monitor.ts";
import { countParallelInterfaces, formatInterface } from "./interfaces.ts";
import { encodeMessage, type Message, parseMessage } from "./message.ts";
import { RoomError } from "./room_error.ts";
import { openRoomSockets, roomError, type RoomOptions, type RoomSockets } from "./room_sockets.ts";
import { closeSocket, portOf } from "./sockets.ts";

/** A message from another member. */
export interface RoomMessage extends Message {
  readonly from: { readonly hostname: string; readonly port: number };
}

/** The receiver of a room's events. */
export interface RoomHandler {
  onMessage(message: RoomMessage): void;
  /**
   * Called once when the interface goes down, and once when it is up again. While it is down,
   * nothing can be sent. Afterwards the chat continues.
   *
   * @param notice A line for the user.
   */
  onNetwork(isUp: boolean, notice: string): void;
}

/** The pause after the system failed to receive, in milliseconds. */
const RECEIVE_RETRY_MS = 100;

const RECEIVE_BUFFER_BYTES = 65_535;

/** The membership of this process in a room. */
export class Room {
  readonly #options: RoomOptions;
  readonly #handler: RoomHandler;
  readonly #sender: Deno.DatagramConn;
  readonly #receiver: Deno.DatagramConn;
  readonly #duplicates: DuplicateFilter;
  readonly #monitor: InterfaceMonitor;
  readonly #received: Promise<void>;
  readonly #ownPort: number;
  #membership: Deno.MulticastV4Membership;
  /** Sends wait for the previous one, because Deno does not keep the order of concurrent sends. */
  #lastSend: Promise<unknown> = Promise.resolve();
  #hasLeft = false;

  private constructor(options: RoomOptions, handler: RoomHandler, sockets: RoomSockets) {
    const { via } = options;
    this.#options = options;
    this.#handler = handler;
    this.#sender = sockets.sender;
    this.#receiver = sockets.receiver;
    this.#ownPort = portOf(sockets.sender);
    this.#membership = sockets.membership;
    this.#duplicates = new DuplicateFilter(() => countParallelInterfaces(via));
    this.#monitor = new InterfaceMonitor({
      address: via.address,
      rejoin: () => this.#rejoin(),
      rejoinIntervalMs: options.rejoinIntervalMs,
      onChange: (isUp) => handler.onNetwork(isUp, this.#notice(isUp)),
    });
    this.#received = this.#receive();
  }

  /**
   * Joins a room. The handler receives the messages of other members from then on.
   *
   * @throws {RoomError}
   */
  static async join(options: RoomOptions, handler: RoomHandler): Promise<Room> {
    const room = new Room(options, handler, await openRoomSockets(options));
    await room.#monitor.check();
    return room;
  }

  /**
   * Sends a message as one datagram. Messages are sent in the order of the calls.
   *
   * @throws {RoomError} if the interface is down, the name is invalid or the message too long.
   */
  async send(name: string, text: string): Promise<void> {
    if (this.#hasLeft) throw new RoomError("Cannot send: you have left the room");
    const datagram = encodeMessage(name, text);
    const sent = this.#lastSend.then(() => this.#send(datagram));
    this.#lastSend = sent.catch(() => {});
    await sent;
  }

  /**
   * Leaves the room: stops calling the handler, sends the queued messages, and closes the sockets,
   * which leaves the group.
   */
  async close(): Promise<void> {
    this.#hasLeft = true;
    closeSocket(this.#receiver);
    await this.#monitor.stop();
    await this.#lastSend;
    closeSocket(this.#sender);
    await this.#received;
  }

  async #send(datagram: Uint8Array): Promise<void> {
    const { group, port, via } = this.#options;
    // The system drops datagrams on an interface that is down without an error.
    if (await this.#monitor.isDown()) {
      const hint = await suggestInterface(via);
      throw new RoomError(`Cannot send: the interface ${formatInterface(via)} is down`, { hint });
    }
    try {
      await this.#sender.send(datagram, { transport: "udp", hostname: group, port });
    } catch (error) {
      throw await roomError(`Cannot send via ${formatInterface(via)}`, error, via);
    }
  }

  async #receive(): Promise<void> {
    const buffer = new Uint8Array(RECEIVE_BUFFER_BYTES);
    while (!this.#hasLeft) {
      const received = await this.#receiver.receive(buffer).catch(() => undefined);
      if (this.#hasLeft) return;
      if (received) this.#deliver(received[0], received[1] as Deno.NetAddr);
      else await new Promise((resolve) => setTimeout(resolve, RECEIVE_RETRY_MS));
    }
  }

  #deliver(datagram: Uint8Array, { hostname, port }: Deno.NetAddr): void {
    const isOwn = hostname === this.#options.via.address && port === this.#ownPort;
    if (isOwn || datagram.length === 0) return;
    const message = parseMessage(datagram);
    const sender = `${hostname}:${port}`;
    const content = `${message.name}: ${message.text}`;
    if (this.#duplicates.isDuplicate(sender, content, performance.now())) return;
    this.#handler.onMessage({ ...message, from: { hostname, port } });
  }

  /**
   * Leaves the group and joins it again at once, which makes the system report the membership to the
   * network. Awaiting the first before the second would lose the datagrams of that time, and tell the
   * network that the member has left.
   */
  async #rejoin(): Promise<void> {
    const { group, via } = this.#options;
    const left = this.#membership.leave().catch(() => {});
    const joined = this.#receiver.joinMulticastV4(group, via.address);
    [this.#membership] = await Promise.all([joined, left]);
  }

  #notice(isUp: boolean): string {
    const via = formatInterface(this.#options.via);
    if (isUp) return `The interface ${via} is up`;
    if (this.#monitor.hasBeenUp) return `The interface ${via} is down`;
    return `Multicast via ${via} does not come back: it is down, or a firewall drops multicast`;
  }
}
