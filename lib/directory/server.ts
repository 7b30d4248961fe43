import { ExpectedError } from "../errors/expected_error.ts";
import { Refusal } from "../errors/refusal.ts";
import type { Connection } from "../net/connection.ts";
import { Server } from "../net/server.ts";
import type { Status } from "../net/status.ts";
import type { SocketSource } from "../transport/socket.ts";
import type { Directory } from "./directory.ts";
import { Places } from "./places.ts";
import { DirectorySession, type SessionOptions } from "./session.ts";

/** The options of a {@linkcode DirectoryServer}. */
export interface DirectoryServerOptions {
  /** The places that connections come from. */
  readonly sources: readonly SocketSource[];
  readonly directory: Directory;
  /** The maximum number of connections at the same time. */
  readonly maxClients: number;
  /** Returns the maximum number of rooms that clients of one address may have made. */
  maxRoomsOf(hostname: string): number;
  /** The maximum length of a request, in bytes. */
  readonly maxLine: number;
  /** How long a client may send nothing before the server disconnects it, in milliseconds. */
  readonly maxSilence: number;
  /** Called for each event that an operator may want to see. */
  onStatus(status: Status): void;
}

/** A server that answers requests about one directory. */
export class DirectoryServer {
  readonly directory: Directory;
  /** The TCP server that accepts the connections. */
  readonly server: Server;
  readonly #maxClients: number;
  readonly #maxRoomsOf: (hostname: string) => number;
  readonly #maxSilence: number;
  readonly #sessionOptions: SessionOptions;
  readonly #places: Places<DirectorySession>;
  #requests = 0;

  constructor(options: DirectoryServerOptions) {
    const { sources, directory, maxClients, maxRoomsOf, maxLine, maxSilence, onStatus } = options;
    this.directory = directory;
    this.server = new Server({
      sources,
      open: (connection) => this.#open(connection),
      onStatus,
    });
    this.#maxClients = maxClients;
    this.#maxRoomsOf = maxRoomsOf;
    this.#places = new Places(maxClients, this.server.shared.clock, (session) => {
      session.end(new Refusal("too-many-clients", "The server is full, and you sent no request"));
    });
    this.#maxSilence = maxSilence;
    this.#sessionOptions = {
      directory,
      maxLine,
      onRequest: (session) => {
        this.#requests++;
        this.#places.touch(session);
      },
      onFailure({ explanation }) {
        const error = new ExpectedError(explanation);
        onStatus({ type: "failed", doing: "A request failed", error });
      },
      onClose: (session) => this.#places.leave(session),
    };
  }

  /** The number of lines that clients have sent. */
  get requests(): number {
    return this.#requests;
  }

  /** Accepts connections until {@linkcode stop} is called. Never rejects. */
  run(): Promise<void> {
    return this.server.run();
  }

  /** Stops accepting connections, sends the replies that are queued, and closes all connections. */
  stop(): Promise<void> {
    return this.server.stop();
  }

  #open(connection: Connection): DirectorySession {
    connection.maxIdleMs = this.#maxSilence;
    const address = connection.address.key;
    const maker = { address, maxRooms: this.#maxRoomsOf(connection.peer.hostname) };
    const session = new DirectorySession(connection, this.#sessionOptions, maker);
    if (!this.#places.take(session, address)) {
      const text = `The server is full (limit: ${this.#maxClients})`;
      session.end(new Refusal("too-many-clients", text));
    }
    return session;
  }
}
