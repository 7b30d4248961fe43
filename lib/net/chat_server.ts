import { Hub } from "../chat/hub.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { FanOut } from "./fan_out.ts";
import { Member } from "./member.ts";
import { Server } from "./server.ts";
import type { Status } from "./status.ts";

/** What a {@linkcode ChatServer} is made with. */
export interface ChatServerOptions {
  readonly listener: Deno.TcpListener;
  readonly dialect: Dialect;
  /** The most users that may be logged in at once. */
  readonly maxUsers: number;
  /** For how long a client may say nothing before it has logged in, in milliseconds. */
  readonly loginTimeout: number;
  /** Hears what an operator may want to know. */
  onStatus(status: Status): void;
}

/** A server whose connections chat with each other. */
export class ChatServer {
  readonly #server: Server;
  readonly #fanOut: FanOut;
  readonly #hub: Hub;

  constructor({ listener, dialect, maxUsers, loginTimeout, onStatus }: ChatServerOptions) {
    this.#server = new Server({
      listener,
      open: (connection) => {
        connection.maxSilence = loginTimeout;
        return new Member(connection, dialect, chat);
      },
      onStatus,
    });
    const { flushPass, laggards } = this.#server.shared;
    const fanOut = this.#fanOut = new FanOut(flushPass, laggards);
    const hub = this.#hub = new Hub({ emit: (event) => fanOut.deliver(event), maxUsers });
    const chat = { hub, fanOut, onStatus };
  }

  /** How many users are logged in. */
  get userCount(): number {
    return this.#hub.users.size;
  }

  /** Accepts connections until {@linkcode stop} is called. Never rejects. */
  run(): Promise<void> {
    return this.#server.run();
  }

  /** Accepts no more connections, lets all clients have what is queued for them, and closes. */
  stop(): Promise<void> {
    // That everybody leaves now is nothing to tell anybody.
    this.#fanOut.mute();
    return this.#server.stop();
  }
}
