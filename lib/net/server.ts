import { Connection, type Handler, type Shared } from "./connection.ts";
import { Counters } from "./counters.ts";
import { FlushPass } from "./flush_pass.ts";
import { LAG_LIMITS, Laggards } from "./laggards.ts";
import type { Socket } from "./socket.ts";
import type { Status } from "./status.ts";

/** How long to wait after the system refused to accept a connection, in milliseconds. */
const ACCEPT_AGAIN = 100;

/** For how long a client may take nothing of what is queued for it when the server stops, in milliseconds. */
const STUCK_AT_END = 1500;

/** What a {@linkcode Server} is made with. */
export interface ServerOptions {
  readonly listener: Deno.TcpListener;
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
  readonly #listener: Deno.TcpListener;
  readonly #secure: ((conn: Deno.TcpConn) => Socket) | undefined;
  readonly #open: (connection: Connection) => Handler;
  readonly #running = new Map<Connection, Promise<unknown>>();
  #stopping = false;

  constructor({ listener, secure, open, onStatus }: ServerOptions) {
    this.#listener = listener;
    this.#secure = secure;
    this.#open = open;
    this.shared = {
      flushPass: new FlushPass(),
      laggards: new Laggards(LAG_LIMITS),
      counters: new Counters(),
      onStatus,
    };
  }

  /** All connections that are not closed yet. */
  get connections(): Iterable<Connection> {
    return this.#running.keys();
  }

  /** Whether it was told to stop. */
  get isStopping(): boolean {
    return this.#stopping;
  }

  /** Accepts connections until {@linkcode stop} is called. Never rejects. */
  async run(): Promise<void> {
    const { counters, onStatus } = this.shared;
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
  }

  /** Accepts no more connections, lets all clients have what is queued for them, and closes. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#listener.close();
    for (const connection of this.#running.keys()) connection.end("server stopped");
    const backlogs = new Map<Connection, number>();
    const look = () => {
      for (const connection of this.#running.keys()) {
        const { backlog } = connection.outbox;
        // Who still reads is waited for: a connection that ends does not last for ever.
        if (backlog === 0 || backlog === backlogs.get(connection)) {
          connection.drop("server stopped");
        }
        backlogs.set(connection, backlog);
      }
    };
    for (const connection of this.#running.keys()) {
      backlogs.set(connection, connection.outbox.backlog);
    }
    const looking = setInterval(look, STUCK_AT_END);
    await Promise.all(this.#running.values());
    clearInterval(looking);
  }

  #serve(conn: Deno.TcpConn): void {
    this.shared.counters.connections++;
    const connection = new Connection(this.#secure?.(conn) ?? conn, this.#open, this.shared);
    this.#running.set(connection, connection.run().then(() => this.#running.delete(connection)));
  }
}
