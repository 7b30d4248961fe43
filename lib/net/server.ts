import { Hub } from "../chat/hub.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { Connection, type Shared } from "./connection.ts";
import { FanOut } from "./fan_out.ts";
import { FlushPass } from "./flush_pass.ts";
import { LAG_LIMITS, Laggards } from "./laggards.ts";
import type { Status } from "./status.ts";

/** How long to wait after the system refused to accept a connection, in milliseconds. */
const ACCEPT_AGAIN = 100;

/** How long clients may take to read what is queued for them when the server stops, in milliseconds. */
const STOP_WITHIN = 1500;

/** What a {@linkcode Server} is made with. */
export interface ServerOptions {
  readonly listener: Deno.TcpListener;
  readonly dialect: Dialect;
  /** The most users that may be logged in at once. */
  readonly maxUsers: number;
  /** For how long a client may say nothing before it has logged in, in milliseconds. */
  readonly loginTimeout: number;
  /** Hears what an operator may want to know. */
  onStatus(status: Status): void;
}

/** A chat server: accepts connections and serves each until it ends. */
export class Server {
  readonly #listener: Deno.TcpListener;
  readonly #dialect: Dialect;
  readonly #shared: Shared;
  readonly #running = new Map<Connection, Promise<unknown>>();
  #stopping = false;

  constructor(options: ServerOptions) {
    const { listener, dialect, maxUsers, loginTimeout, onStatus } = options;
    const flushPass = new FlushPass();
    const laggards = new Laggards(LAG_LIMITS);
    const fanOut = new FanOut(flushPass, laggards);
    const hub = new Hub({ emit: (event) => fanOut.deliver(event), maxUsers });
    this.#listener = listener;
    this.#dialect = dialect;
    this.#shared = { hub, fanOut, flushPass, laggards, loginTimeout, onStatus };
  }

  /** Accepts connections until {@linkcode stop} is called. Never rejects. */
  async run(): Promise<void> {
    while (!this.#stopping) {
      try {
        this.#serve(await this.#listener.accept());
      } catch (error) {
        // A client that was gone before it was accepted; or no more descriptors, which may pass.
        if (this.#stopping || error instanceof Deno.errors.NotConnected) continue;
        this.#shared.onStatus({ type: "failed", doing: "Cannot accept a connection", error });
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_AGAIN));
      }
    }
  }

  /** Accepts no more connections, lets all clients have what is queued for them, and closes. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#listener.close();
    // That everybody leaves now is nothing to tell anybody.
    this.#shared.fanOut.mute();
    for (const connection of this.#running.keys()) connection.end("server stopped");
    const late = setTimeout(() => {
      for (const connection of this.#running.keys()) connection.drop("server stopped");
    }, STOP_WITHIN);
    await Promise.all(this.#running.values());
    clearTimeout(late);
  }

  #serve(conn: Deno.TcpConn): void {
    const connection = new Connection(conn, this.#dialect, this.#shared);
    this.#running.set(connection, connection.run().then(() => this.#running.delete(connection)));
  }
}
