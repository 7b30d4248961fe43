import { Addresses } from "./client_addresses.ts";
import { Connection, type Handler, type Shared } from "./connection.ts";
import { Counters } from "./counters.ts";
import { FlushPass } from "./flush_pass.ts";
import { Laggards, lagLimits } from "./slow_consumers.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { Rates } from "./rates.ts";
import type { Socket } from "../transport/socket.ts";
import type { Status } from "./status.ts";

/** How long to wait after the system refused to accept a connection, in milliseconds. */
const ACCEPT_AGAIN = 100;

/**
 * How long clients may take to read what is queued for them when the server stops, in milliseconds:
 * those who take nothing, and those who go on reading.
 */
const STOP_WITHIN = 1500;
const STOP_WITHIN_AT_MOST = 5000;

/** How often it is looked whether a write gets on, until it has taken too long. */
const LOOKS = 4;

/** Why somebody is expelled who takes nothing. */
const STUCK = "took nothing for too long";

/** Beyond how many times as many connections as one address may have nobody is answered, and why. */
const ANSWERED = 2;
const CROWDED = "too many from one address";

/** What a {@linkcode Server} is made with. */
export interface ServerOptions {
  readonly listener: Deno.TcpListener;
  readonly limits?: Limits | undefined;
  /** Makes what is spoken over out of an accepted connection; without it, that is the connection. */
  readonly secure?: ((conn: Deno.TcpConn) => Socket) | undefined;
  /** Makes what takes what a new connection brings. */
  open(connection: Connection): Handler;
  /** Hears what an operator may want to know. */
  onStatus(status: Status): void;
}

/** Accepts connections and serves each until it ends, whatever is spoken over them. */
export class Server {
  /** What all connections have in common. */
  readonly shared: Shared;
  readonly #limits: Limits;
  readonly #listener: Deno.TcpListener;
  readonly #secure: ((conn: Deno.TcpConn) => Socket) | undefined;
  readonly #open: (connection: Connection) => Handler;
  readonly #addresses = new Addresses();
  readonly #running = new Set<Connection>();
  #onEmpty: (() => void) | undefined;
  #stopping = false;

  constructor({ listener, limits = DEFAULT_LIMITS, secure, open, onStatus }: ServerOptions) {
    this.#listener = listener;
    this.#limits = limits;
    this.#secure = secure;
    this.#open = open;
    this.shared = {
      flushPass: new FlushPass(),
      laggards: new Laggards(lagLimits(limits.backlog)),
      counters: new Counters(),
      rates: new Rates(limits.rate),
      onStatus,
      onClosed: (connection) => this.#forget(connection),
    };
  }

  /** All connections that are not closed yet. */
  get connections(): Iterable<Connection> {
    return this.#running;
  }

  /** Whether it was told to stop. */
  get isStopping(): boolean {
    return this.#stopping;
  }

  /** Accepts connections until {@linkcode stop} is called. Never rejects. */
  async run(): Promise<void> {
    const { counters, onStatus } = this.shared;
    const looks = setInterval(() => this.#expelStuck(), this.#limits.writeTimeout / LOOKS);
    let isFailing = false;
    while (!this.#stopping) {
      try {
        this.#serve(await this.#listener.accept());
        if (isFailing) onStatus({ type: "accepting" });
        isFailing = false;
      } catch (error) {
        // A client that was gone before it was accepted; or no more descriptors, which may pass.
        if (this.#stopping || error instanceof Deno.errors.NotConnected) continue;
        counters.acceptErrors++;
        if (!isFailing) onStatus({ type: "failed", doing: "Cannot accept a connection", error });
        isFailing = true;
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_AGAIN));
      }
    }
    clearInterval(looks);
  }

  /** Accepts no more connections, lets all clients have what is queued for them, and closes. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#listener.close();
    for (const connection of this.#running) connection.end("server stopped");
    if (this.#running.size === 0) return;
    const stuck = setInterval(() => {
      this.#dropAll((connection) => connection.tick() >= LOOKS);
    }, STOP_WITHIN / LOOKS);
    const late = setTimeout(() => this.#dropAll(() => true), STOP_WITHIN_AT_MOST);
    await new Promise<void>((resolve) => this.#onEmpty = resolve);
    clearInterval(stuck);
    clearTimeout(late);
  }

  #serve(conn: Deno.TcpConn): void {
    const { hostname } = conn.remoteAddr;
    const most = this.#limits.perAddress(hostname);
    const address = this.#addresses.enter(hostname);
    const isCrowded = address.connections > most;
    if (address.connections === most + 1) {
      const text = `Too many connections come from ${hostname}: more than ${most}`;
      this.shared.onStatus({ type: "notice", text });
    }
    this.shared.counters.connections++;
    if (address.connections > most * ANSWERED) {
      this.shared.counters.left(CROWDED);
      this.#addresses.leave(address);
      return conn.close();
    }
    const socket = this.#secure?.(conn) ?? conn;
    const connection = new Connection(socket, { address, isCrowded }, this.#open, this.shared);
    this.#running.add(connection);
    connection.run();
  }

  #forget(connection: Connection): void {
    this.#running.delete(connection);
    this.#addresses.leave(connection.address);
    if (this.#running.size === 0) this.#onEmpty?.();
  }

  #expelStuck(): void {
    for (const connection of this.#running) {
      if (connection.isWriting && connection.tick() > LOOKS) connection.expel(STUCK);
    }
  }

  #dropAll(isMeant: (connection: Connection) => boolean): void {
    for (const connection of this.#running) {
      if (isMeant(connection)) connection.drop("server stopped");
    }
  }
}
