import type { Connection } from "../net/connection.ts";
import { Server } from "../net/server.ts";
import type { Status } from "../net/status.ts";
import { TcpSource } from "../transport/tcp_source.ts";
import type { Directory } from "./directory.ts";
import { Refusal } from "./refusal.ts";
import { DirectorySession, type SessionOptions } from "./session.ts";

/** What a {@linkcode DirectoryServer} is made with. */
export interface DirectoryServerOptions {
  readonly listener: Deno.TcpListener;
  readonly directory: Directory;
  /** The most connections there may be at once. */
  readonly maxClients: number;
  /** The longest line that is taken, in bytes. */
  readonly maxLine: number;
  /** For how long a client may say nothing, in milliseconds. */
  readonly maxSilence: number;
  /** Hears what an operator may want to know. */
  onStatus(status: Status): void;
}

/** A server that answers requests about one directory. */
export class DirectoryServer {
  /** The rooms. */
  readonly directory: Directory;
  /** What accepts and serves the connections. */
  readonly server: Server;
  readonly #maxClients: number;
  readonly #maxSilence: number;
  readonly #sessionOptions: SessionOptions;
  readonly #admitted = new Set<DirectorySession>();
  #requests = 0;

  constructor(options: DirectoryServerOptions) {
    const { listener, directory, maxClients, maxLine, maxSilence, onStatus } = options;
    this.directory = directory;
    this.server = new Server({
      sources: [new TcpSource(listener)],
      open: (connection) => this.#open(connection),
      onStatus,
    });
    this.#maxClients = maxClients;
    this.#maxSilence = maxSilence;
    this.#sessionOptions = {
      directory,
      maxLine,
      onRequest: () => this.#requests++,
      onFailure: (error) => onStatus({ type: "failed", doing: "Cannot serve a request", error }),
      onClose: (session) => this.#admitted.delete(session),
    };
  }

  /** How many lines clients have sent. */
  get requests(): number {
    return this.#requests;
  }

  /** Accepts connections until {@linkcode stop} is called. Never rejects. */
  run(): Promise<void> {
    return this.server.run();
  }

  /** Accepts no more connections, lets all clients have their answers, and closes. */
  stop(): Promise<void> {
    return this.server.stop();
  }

  #open(connection: Connection): DirectorySession {
    connection.maxIdleMs = this.#maxSilence;
    const session = new DirectorySession(connection, this.#sessionOptions);
    const limit = this.#maxClients;
    if (this.#admitted.size < limit) this.#admitted.add(session);
    else session.end(new Refusal("too-many-clients", `The server is full (limit: ${limit})`));
    return session;
  }
}
