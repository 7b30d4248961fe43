import type { EventSink } from "../chat/event.ts";
import { Hub } from "../chat/hub.ts";
import type { NameRegistry } from "../chat/name_registry.ts";
import type { User } from "../chat/user.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { type History, NO_HISTORY } from "../history/history.ts";
import type { Clock } from "../net/clock.ts";
import type { Limits } from "../net/limits.ts";
import { Server } from "../net/server.ts";
import type { Status } from "../net/status.ts";
import type { SocketSource } from "../transport/socket.ts";
import { Admission, type PasswordCheck } from "./admission.ts";
import { ChatConnection } from "./chat_connection.ts";
import { reportChannelLimit } from "./channel_notices.ts";
import { type CommandFamily, ServerCommands } from "./commands/server_commands.ts";
import { FanOut } from "./fan_out.ts";
import { GuardedSink } from "./guarded_sink.ts";
import { HistorySink } from "./history_sink.ts";
import { Owners } from "./owners.ts";
import { LimitNotices } from "./limit_notices.ts";
import { PendingLogins } from "./pending_logins.ts";

/** The options of a {@linkcode ChatServer}. */
export interface ChatServerOptions {
  /** The places that connections come from. */
  readonly sources: readonly SocketSource[];
  readonly limits?: Limits;
  readonly clock?: Clock;
  readonly dialect: Dialect;
  /** The maximum number of users who are logged in at once. */
  readonly maxUsers: number;
  /** The maximum number of channels, including empty ones. */
  readonly maxChannels: number;
  /** The maximum number of connections that have not logged in. */
  readonly maxPending: number;
  /** The longest silence before a login, in milliseconds. */
  readonly loginTimeout: number;
  /** Checks passwords, if the server asks for one. */
  readonly guard?: PasswordCheck | undefined;
  /** Decides about names beyond this server. */
  readonly registry?: NameRegistry | undefined;
  /** Keeps what is said in channels. */
  readonly history?: History | undefined;
  /** The id of the first event: behind all ids of earlier runs of the server. */
  readonly firstEventId?: number | undefined;
  /** The commands of the server. */
  readonly commands?: readonly CommandFamily[] | undefined;
  /** Reports whether a user may keep order. */
  isOperator?(user: User): boolean;
  /** Get every event after the users' connections. */
  readonly sinks?: readonly EventSink[] | undefined;
  /** Gets everything that an operator may want to know. */
  onStatus(status: Status): void;
}

/** A server whose connections chat with each other. */
export class ChatServer {
  /** The users and their channels. */
  readonly hub: Hub;
  /** Accepts and serves the connections. */
  readonly server: Server;
  readonly #fanOut: FanOut;

  constructor(options: ChatServerOptions) {
    const { sources, limits, clock, dialect, guard, registry, sinks = [], onStatus } = options;
    const { maxUsers, maxChannels, maxPending, loginTimeout, firstEventId = 1 } = options;
    const { history = NO_HISTORY, commands = [], isOperator = () => false } = options;
    const guarded = (sink: EventSink) => new GuardedSink(sink, this.server.shared.internalErrors);
    this.server = new Server({
      ...{ sources, limits, clock },
      open: (connection) => new ChatConnection(connection, dialect, chat),
      onShortage: () => chat.pendingLogins.onShortage(),
      onStatus,
    });
    const notices = new LimitNotices(() => this.server.shared.clock.now(), onStatus);
    const fanOut = this.#fanOut = new FanOut(this.server.shared);
    const hub = this.hub = new Hub({
      sinks: [fanOut, new HistorySink(history), ...sinks].map(guarded),
      now: () => this.server.shared.readTurns.timeOfDay,
      onChannelLimit: (event) => reportChannelLimit(event, notices),
      ...{ maxUsers, maxChannels, firstEventId },
    });
    const admission = new Admission({ hub, registry, guard });
    const chat = {
      hub,
      fanOut,
      admission,
      owners: new Owners(),
      pendingLogins: new PendingLogins(maxPending, notices),
      clock: this.server.shared.clock,
      loginTimeout,
      history,
      commands: new ServerCommands(commands),
      isOperator,
      onStatus,
    };
  }

  /** Accepts connections until {@linkcode stop} is called. Never rejects. */
  run(): Promise<void> {
    return this.server.run();
  }

  /** Accepts no more connections, lets all clients read their backlog, and closes. */
  stop(): Promise<void> {
    // Otherwise each user would get a notice about each other user who leaves.
    this.#fanOut.mute();
    return this.server.stop();
  }
}
