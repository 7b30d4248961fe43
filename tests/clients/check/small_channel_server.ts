import { joined, type Manners, SmallConnection, SmallServer } from "./small_server.ts";

/** The faults that a small channel server can have, each as a student might make it. */
export type ChannelFault =
  | "each read is a message"
  | "one message a read"
  | "one buffer for all clients"
  | "errors without padding"
  | "messages come back to the sender"
  | "messages go to all channels"
  | "the joiner is told as well"
  | "nobody is told who leaves for another channel"
  | "a member that joins stays in its old channel"
  | "nobody is told who disconnects"
  | "a failed join leaves the channel"
  | "a failed join creates the channel"
  | "a full stop too many"
  | "creating an existing channel joins it"
  | "the list goes to all"
  | "the list has spaces"
  | "unknown commands are messages"
  | "errors leave the slash out"
  | "errors go to the whole channel"
  | "long messages are cut"
  | "a disconnect outside a channel is a crash"
  | "a client without a name blocks the others"
  | "an unknown command is never answered, and nothing after it"
  | "a newcomer is flooded";

/** Ways to be correct and yet different from Parley. */
export interface ChannelManners extends Manners {
  readonly padding?: number;
  /** What each frame starts with, to wipe the prompt of the receiver. */
  readonly wipe?: string;
  readonly listEnd?: string;
}

class Client extends SmallConnection {
  name: string | undefined;
  channel: string | undefined;
  /** Channels that a fault keeps it in. */
  readonly old = new Set<string>();
}

/** A small server of the channel dialect. */
export class SmallChannelServer extends SmallServer<Client> {
  readonly #clients = new Set<Client>();
  readonly #channels = new Set<string>();
  #common = new Uint8Array(0);
  #isBlocked = false;

  constructor(
    readonly fault?: ChannelFault,
    override readonly manners: ChannelManners = {},
    port = 0,
  ) {
    super(manners, port);
  }

  protected connected(conn: Deno.TcpConn): Client {
    const client = new Client(conn, this.manners);
    this.#clients.add(client);
    return client;
  }

  protected received(client: Client, bytes: Uint8Array): void {
    if (this.#isBlocked) return;
    if (this.#has("a client without a name blocks the others")) {
      if ([...this.#clients].some((one) => one !== client && one.name === undefined)) return;
    }
    if (this.#has("each read is a message")) return this.#message(client, bytes);
    if (this.#has("one message a read")) {
      bytes = bytes.subarray(0, 200 - client.held.length);
    }
    const isCommon = this.#has("one buffer for all clients");
    let held = joined(isCommon ? this.#common : client.held, bytes);
    while (held.length >= 200) {
      this.#message(client, held.subarray(0, 200));
      held = held.slice(200);
    }
    if (isCommon) this.#common = held;
    else client.held = held;
  }

  protected disconnected(client: Client): void {
    this.#clients.delete(client);
    if (client.channel === undefined && this.#has("a disconnect outside a channel is a crash")) {
      this.crash();
    }
    if (!this.#has("nobody is told who disconnects")) this.#tell(client, `${client.name} has left`);
  }

  #has(fault: ChannelFault): boolean {
    return this.fault === fault;
  }

  #message(client: Client, bytes: Uint8Array): void {
    const text = new TextDecoder().decode(bytes).replace(/[\s\0]+$/, "");
    if (client.name === undefined) client.name = text;
    else if (text.startsWith("/")) this.#command(client, text);
    else this.#talk(client, text);
  }

  #talk(client: Client, text: string): void {
    if (client.channel === undefined) {
      return this.#error(
        client,
        "Not currently in any channel. Must join a channel before sending messages.",
      );
    }
    const whole = `[${client.name}] ${text}`;
    const shown = this.#has("long messages are cut") ? whole.slice(0, 150) : whole;
    for (const other of this.#clients) {
      const isThere = other.channel === client.channel || other.old.has(client.channel) ||
        this.#has("messages go to all channels");
      const isMeant = other !== client || this.#has("messages come back to the sender");
      if (isThere && isMeant) this.#send(other, shown);
    }
  }

  #command(client: Client, text: string): void {
    const [command = "", channel] = text.split(/\s+/);
    if (command === "/list") return this.#list(client);
    if (command === "/join") return this.#join(client, channel);
    if (command === "/create") return this.#create(client, channel);
    if (this.#has("unknown commands are messages")) return this.#talk(client, text);
    if (this.#has("an unknown command is never answered, and nothing after it")) {
      this.#isBlocked = true;
      return;
    }
    const shown = this.#has("errors leave the slash out") ? command.slice(1) : command;
    this.#error(
      client,
      `${shown} is not a valid control message. Valid messages are /create, /list, and /join.`,
    );
  }

  #list(client: Client): void {
    if (this.#channels.size === 0) return;
    const separator = this.#has("the list has spaces") ? " " : "\n";
    const list = [...this.#channels].join(separator) + (this.manners.listEnd ?? "");
    const others = this.#has("the list goes to all") ? this.#clients : [client];
    for (const other of others) this.#send(other, list);
  }

  #join(client: Client, channel: string | undefined): void {
    if (channel === undefined) {
      return this.#error(
        client,
        "/join command must be followed by the name of a channel to join.",
      );
    }
    if (!this.#channels.has(channel)) {
      if (this.#has("a failed join leaves the channel")) this.#leave(client);
      if (this.#has("a failed join creates the channel")) this.#channels.add(channel);
      return this.#error(
        client,
        `No channel named ${channel} exists. Try '/create ${channel}'?`,
      );
    }
    this.#enter(client, channel);
  }

  #create(client: Client, channel: string | undefined): void {
    if (channel === undefined) {
      const end = this.#has("a full stop too many") ? "." : "";
      return this.#error(
        client,
        `/create command must be followed by the name of a channel to create${end}`,
      );
    }
    if (this.#channels.has(channel) && !this.#has("creating an existing channel joins it")) {
      return this.#error(client, `Room ${channel} already exists, so cannot be created.`);
    }
    this.#channels.add(channel);
    this.#enter(client, channel);
  }

  #enter(client: Client, channel: string): void {
    if (client.channel !== undefined && this.#has("a member that joins stays in its old channel")) {
      client.old.add(client.channel);
    }
    this.#leave(client);
    client.channel = channel;
    this.#tell(client, `${client.name} has joined`);
    if (this.#has("the joiner is told as well")) this.#send(client, `${client.name} has joined`);
    if (this.#has("a newcomer is flooded")) {
      for (let count = 0; count < 5000; count++) this.#send(client, "flood");
    }
  }

  #leave(client: Client): void {
    if (!this.#has("nobody is told who leaves for another channel")) {
      this.#tell(client, `${client.name} has left`);
    }
    client.channel = undefined;
  }

  /** Tells the other members of a client's channel something. */
  #tell(client: Client, text: string): void {
    if (client.channel === undefined) return;
    for (const other of this.#clients) {
      if (other !== client && other.channel === client.channel) this.#send(other, text);
    }
  }

  #error(client: Client, text: string): void {
    if (this.#has("errors without padding")) client.write(new TextEncoder().encode(text));
    else this.#send(client, text);
    if (this.#has("errors go to the whole channel")) this.#tell(client, text);
  }

  #send(client: Client, text: string): void {
    const bytes = new TextEncoder().encode((this.manners.wipe ?? "") + text);
    for (let at = 0; at < bytes.length; at += 200) {
      const frame = new Uint8Array(200).fill(this.manners.padding ?? 0x20);
      frame.set(bytes.subarray(at, at + 200));
      client.write(frame);
    }
  }
}
