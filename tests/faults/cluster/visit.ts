import type { Ledger, Source } from "./ledger.ts";
import type { SeenIds } from "./seen_ids.ts";
import { type Message, Wire } from "./wire.ts";

/** How long a client waits for the answer to its login, in milliseconds. */
const LOGIN_TIMEOUT_MS = 10_000;

/** How many messages may wait for their confirmation at a time. */
const MAX_PENDING = 4;

/** What a client keeps from one visit to the next. */
export interface Visitor {
  readonly name: string;
  readonly channel: string;
  readonly token: string;
  readonly seen: SeenIds;
  /** The ids of the private messages that it has read. */
  readonly received: Set<string>;
  readonly ledger: Ledger;
  /** The addresses of the servers, which change when the server says so. */
  addresses: readonly string[];

  /** Learns that it is in its channel and knows what it missed. */
  onCaughtUp(visit: Visit): void;
}

/** A request whose answer is to come. They are answered in order. */
interface Request {
  readonly action: "join" | "create" | "history" | "message";
  /** The message that was sent. */
  readonly text?: string;
}

/** One connection of a client: it logs in, enters its channel, and catches up before it says anything. */
export class Visit {
  readonly address: string;
  readonly #visitor: Visitor;
  readonly #requests: Request[] = [];
  /** The messages that arrived before those that the client has missed. */
  #early: Message[] | undefined = [];
  readonly #liveIds = new Set<number>();
  #wire!: Wire;
  #isLoggedIn = false;

  private constructor(address: string, visitor: Visitor) {
    this.address = address;
    this.#visitor = visitor;
  }

  /** Connects, and asks for a login. Resolves with `undefined` if nobody answers. */
  static async begin(address: string, visitor: Visitor): Promise<Visit | undefined> {
    const visit = new Visit(address, visitor);
    const wire = await Wire.connect(address, (message) => visit.#onMessage(message));
    if (!wire) return undefined;
    visit.#wire = wire;
    wire.send("login", "server", ["", visitor.token, "extended"], visitor.name);
    return visit;
  }

  /** Whether the server has let the client in, and the connection is not known to be broken. */
  get isLoggedIn(): boolean {
    return this.#isLoggedIn && !this.#wire.isClosed;
  }

  /** Whether the client is in its channel and knows what it missed. */
  get isCaughtUp(): boolean {
    return this.isLoggedIn && this.#early === undefined;
  }

  /** Whether the client waits for no answer. */
  get isQuiet(): boolean {
    return this.isCaughtUp && this.#requests.length === 0;
  }

  get canSay(): boolean {
    return this.isCaughtUp && this.#requests.length < MAX_PENDING;
  }

  /** Resolves when the connection has ended, with whether the server had let the client in. */
  async end(): Promise<boolean> {
    const timer = setTimeout(() => this.#isLoggedIn || this.close(), LOGIN_TIMEOUT_MS);
    try {
      await this.#wire.ended;
    } finally {
      clearTimeout(timer);
    }
    return this.#isLoggedIn;
  }

  close(): void {
    this.#wire.close();
  }

  /** Sends a message to the channel or to a user. */
  say(to: string, text: string): void {
    this.#request({ action: "message", text }, to, text);
  }

  #request(request: Request, destination: string, body: Message["body"] = ""): void {
    this.#requests.push(request);
    this.#wire.send(request.action, destination, body);
  }

  #onMessage(message: Message): void {
    const { name, channel, ledger, seen } = this.#visitor;
    const { action, source, destination, body } = message;
    const isOwnJoin = action === "joined" && source === name && destination === channel;
    switch (isOwnJoin ? "own-join" : action) {
      case "welcome":
        this.#isLoggedIn = true;
        ledger.arrive(name);
        return this.#request({ action: "join" }, channel);
      case "refused":
      case "goodbye":
        return this.close();
      case "servers":
        this.#visitor.addresses = body as string[];
        seen.hasSlots = true;
        return;
      case "own-join":
        this.#requests.shift();
        ledger.join(name, channel);
        return seen.isEmpty ? this.#onCaughtUp() : this.#askForMissed();
      case "past":
        return this.#read(message, "past");
      case "history":
        this.#requests.shift();
        return body[1] === "0" ? this.#onCaughtUp() : this.#askForMissed();
      case "message":
        return this.#onLive(message);
      case "delivered":
        return this.#onDelivered(message);
      case "error":
        return this.#onError(String(body));
    }
  }

  #askForMissed(): void {
    const { channel, seen } = this.#visitor;
    this.#request({ action: "history" }, channel, ["after", seen.after, "1000"]);
  }

  #onCaughtUp(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const message of early) this.#read(message, "live");
    this.#visitor.onCaughtUp(this);
  }

  #onLive(message: Message): void {
    const { name, channel } = this.#visitor;
    const { source, destination } = message;
    if (source === "server") return;
    if (destination === name) return this.#readPrivate(message);
    if (destination !== channel) this.#accuse(`a message to ${destination}`);
    else if (this.#early) this.#early.push(message);
    else this.#read(message, "live");
  }

  /** The servers send private messages again that may be lost: the client leaves out those that it has. */
  #readPrivate({ source, body: [text, id] }: Message): void {
    const { name, ledger, received } = this.#visitor;
    if (received.has(id!)) return;
    received.add(id!);
    ledger.read(name, source, name, text!, "live");
  }

  #read({ source, body: [text, idText] }: Message, from: Source): void {
    const { name, channel, ledger, seen } = this.#visitor;
    const id = Number(idText);
    if (from === "live") {
      if (this.#liveIds.has(id)) this.#accuse(`id ${id} (${text}) twice on one connection`);
      this.#liveIds.add(id);
    }
    if (seen.has(id)) return;
    const isBehind = seen.add(id);
    if (isBehind && from === "live") this.#accuse(`id ${id} (${text}) behind a greater one`);
    ledger.read(name, source, channel, text!, from);
  }

  /** Books something that this client must not read. */
  #accuse(what: string): void {
    const { name, ledger } = this.#visitor;
    ledger.accuse(`${name} on ${this.address} read ${what}`);
  }

  #onDelivered({ destination, body: [idText] }: Message): void {
    const { channel, ledger, seen } = this.#visitor;
    ledger.confirm(this.#requests.shift()!.text!);
    if (destination === channel) seen.add(Number(idText));
  }

  #onError(reason: string): void {
    const { name, channel, ledger } = this.#visitor;
    const request = this.#requests.shift()!;
    switch (request.action) {
      case "join":
        return this.#request({ action: "create" }, channel);
      case "create":
        // Somebody else has made it in the meantime.
        return this.#request({ action: "join" }, channel);
      case "message":
        return ledger.refuse(request.text!);
      case "history":
        return ledger.accuse(`${name} cannot catch up: ${reason}`);
    }
  }
}
