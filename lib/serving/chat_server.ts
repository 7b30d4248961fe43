import { Hub } from "../chat/hub.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { FanOut } from "./fan_out.ts";
import type { Limits } from "../net/limits.ts";
import { Member } from "./chat_connection.ts";
import type { PasswordGuard } from "./password_guard.ts";
import { Server } from "../net/server.ts";
import type { Socket } from "../transport/socket.ts";
import type { Status } from "../net/status.ts";

/** What a {@linkcode ChatServer} is made with. */
export interface ChatServerOptions {
  readonly listener: Deno.TcpListener;
  /** Makes what is spoken over out of an accepted connection; without it, that is the connection. */
  readonly secure?: ((conn: Deno.TcpConn) => Socket) | undefined;
  readonly limits?: Limits;
  readonly dialect: Dialect;
  /** The most users that may be logged in at once. */
  readonly maxUsers: number;
  /** The most channels that may ever be created. */
  readonly maxChannels: number;
  /** For how long a client may say nothing before it has logged in, in milliseconds. */
  readonly loginTimeout: number;
  /** Who lets users in, where a password is asked for. */
  readonly guard?: PasswordGuard | undefined;
  /** Hears what an operator may want to know. */
  onStatus(status: Status): void;
}

/** A server whose connections chat with each other. */
export class ChatServer {
  /** Who is here, and in which channel. */
  readonly hub: Hub;
  /** What accepts and serves the connections. */
  readonly server: Server;
  readonly #fanOut: FanOut;

  constructor(options: ChatServerOptions) {
    const { listener, secure, limits, dialect, guard, onStatus } = options;
    const { maxUsers, maxChannels, loginTimeout } = options;
    this.server = new Server({
      listener,
      secure,
      limits,
      open: (connection) => new Member(connection, dialect, chat),
      onStatus,
    });
    const { flushPass, laggards, counters } = this.server.shared;
    const fanOut = this.#fanOut = new FanOut(flushPass, laggards, counters);
    const hub = this.hub = new Hub({
      emit: (event) => fanOut.deliver(event),
      ...{ maxUsers, maxChannels },
    });
    const chat = { hub, fanOut, guard, loginTimeout, onStatus };
  }

  /** Accepts connections until {@linkcode stop} is called. Never rejects. */
  run(): Promise<void> {
    return this.server.run();
  }

  /** Accepts no more connections, lets all clients have what is queued for them, and closes. */
  stop(): Promise<void> {
    // That everybody leaves now is nothing to tell anybody.
    this.#fanOut.mute();
    return this.server.stop();
  }
}
