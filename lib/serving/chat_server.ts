import type { ChatEvent, EventSink } from "../chat/event.ts";
import type { EventIds } from "../chat/event_id.ts";
import { Hub, type HubOptions } from "../chat/hub.ts";
import type { NameRegistry } from "../chat/name_registry.ts";
import type { User } from "../chat/user.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { LOGGED_IN_ELSEWHERE } from "../dialects/removal.ts";
import { type History, NO_HISTORY } from "../history/history.ts";
import { type Clock, setRepeatingTimer, type Timer } from "../net/clock.ts";
import type { Limits } from "../net/limits.ts";
import { Server } from "../net/server.ts";
import type { Status } from "../net/status.ts";
import type { SocketSource } from "../transport/socket.ts";
import type { Accounts } from "./accounts/accounts.ts";
import type { ClusterLink } from "./cluster_link.ts";
import { Admission, type PasswordCheck } from "./admission.ts";
import type { Chat } from "./chat.ts";
import { ChatConnection } from "./chat_connection.ts";
import { reportChannelLimit } from "./channel_notices.ts";
import { accountCommands } from "./commands/accounts.ts";
import { orderCommands } from "./commands/order.ts";
import { type CommandFamily, ServerCommands } from "./commands/server_commands.ts";
import { serversCommand } from "./commands/servers.ts";
import type { Confirmations } from "./confirmations.ts";
import { FanOut } from "./fan_out.ts";
import { GuardedSink } from "./guarded_sink.ts";
import { HistorySink } from "./history_sink.ts";
import { Mailbox, type MailboxOptions } from "./mailbox.ts";
import { MissedMessages } from "./missed_messages.ts";
import type { Moderation } from "./moderation/moderation.ts";
import { Owners } from "./owners.ts";
import { LimitNotices } from "./limit_notices.ts";
import { PendingLogins } from "./pending_logins.ts";
import { Roster } from "./roster.ts";
import type { ServerList } from "./server_list.ts";

/** How often messages are removed that have waited too long, in milliseconds. */
const EXPIRY_MS = 60_000;

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
  /** Checks passwords, if the server asks for some. */
  readonly guard?: PasswordCheck | undefined;
  /** The registered names. */
  readonly accounts?: Accounts | undefined;
  /** Where private messages for registered names wait. */
  readonly waiting?: Pick<MailboxOptions, "table" | "maxBytes"> | undefined;
  /** Decides about names beyond this server. */
  readonly registry?: NameRegistry | undefined;
  /** The other servers that this one is one with. */
  readonly cluster?: ClusterLink | undefined;
  /** Keeps what is said in channels. */
  readonly history?: History | undefined;
  /** Give events ids behind all those of earlier runs of the server. */
  readonly ids?: EventIds | undefined;
  /** Tells when messages are safe that other servers have to know. */
  readonly confirmations?: Confirmations | undefined;
  /** The commands of the server. */
  readonly commands?: readonly CommandFamily[] | undefined;
  /** Keeps order: bans, mutes, topics and the rights of operators. */
  readonly moderation?: Moderation | undefined;
  /** The servers of the cluster that this one is in. */
  readonly servers?: ServerList | undefined;
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
  /** The commands of the server. */
  readonly commands: ServerCommands;
  readonly #fanOut: FanOut;
  /** The private messages that wait, if the server keeps any. */
  readonly mailbox: Mailbox | undefined;
  readonly #chat: Chat;
  readonly #missed: MissedMessages;
  readonly #stopped = Promise.withResolvers<void>();
  #expiry: Timer | undefined;

  constructor(options: ChatServerOptions) {
    const { sources, limits, clock, dialect, guard, cluster, sinks = [], onStatus } = options;
    const { registry = cluster?.registry, ids = cluster?.ids } = options;
    const { servers = cluster?.servers, confirmations = cluster } = options;
    const { maxUsers, maxChannels, maxPending, loginTimeout } = options;
    const { history = NO_HISTORY, commands = [], moderation, accounts, waiting } = options;
    // Making a string of each text costs something.
    const historySinks = history === NO_HISTORY ? [] : [new HistorySink(history)];
    const guarded = (sink: EventSink) => new GuardedSink(sink, this.server.shared.internalErrors);
    this.server = new Server({
      ...{ sources, limits, clock },
      open: (connection) => new ChatConnection(connection, dialect, chat),
      onShortage: () => chat.pendingLogins.onShortage(),
      // A client that was told something by another server finds it so here.
      beforeInput: cluster && (() => cluster.received()),
      beforeWrite: () => history.saveConfirmed(),
      onStatus,
    });
    const notices = new LimitNotices(() => this.server.shared.clock.now(), onStatus);
    const fanOut = this.#fanOut = new FanOut(this.server.shared);
    // A server that is to keep nothing does not keep messages for clients that come back, either.
    const missedSinks = history === NO_HISTORY
      ? []
      : [{ emit: (event: ChatEvent) => missed.emit(event) }];
    const hub = this.hub = new Hub({
      sinks: [fanOut, ...historySinks, ...sinks, ...missedSinks, ...(cluster ? [cluster] : [])]
        .map(guarded),
      now: () => this.server.shared.readTurns.timeOfDay,
      onChannelLimit: (event) => {
        if (event.type === "removed") {
          history.forget(event.channel.name);
          moderation?.topics.discard(event.channel);
          cluster?.onRemove(event.channel);
        }
        reportChannelLimit(event, notices);
      },
      ...(accounts && waiting && {
        takeForAbsent: (from, address, text) => mailbox!.take(from, address, text),
      }),
      ...(moderation ? rulesOf(moderation) : {}),
      ...(ids && { ids }),
      ...(cluster && {
        unreachable: (to) => cluster.unreachable(to),
        hostOf: (network) => cluster.hostOf(network),
      }),
      ...{ maxUsers, maxChannels },
    });
    const roster = new Roster();
    const missed = this.#missed = new MissedMessages({
      ...{ hub, roster, clock: this.server.shared.clock },
      repeat: (event, to) => {
        if (to.server !== undefined) return cluster?.repeat(event, to);
        // Clients ask for messages again by coming back, so that counts like what they send.
        roster.sessions.get(to)?.charge(String(event.text).length);
        fanOut.repeat(event, to);
      },
    });
    const mailbox: Mailbox | undefined = this.mailbox = accounts && waiting && new Mailbox({
      ...{ hub, accounts },
      ...waiting,
      ...(ids && { nextId: () => ids.next() }),
      charge: (user, bytes) => roster.sessions.get(user)?.charge(bytes),
      deliverAgain: (user) => roster.sessions.get(user)?.deliverAgain(),
      onProblem: ({ message }) => notices.report("mailbox", message),
    });
    const admission = new Admission({
      ...{ hub, registry, guard, bans: moderation?.bans, owned: accounts },
      endSession(user) {
        roster.sessions.get(user)?.putOut(LOGGED_IN_ELSEWHERE);
        return user.server === undefined ? undefined : cluster?.ended(user);
      },
      checkUser: (user) => cluster?.checkUser(user),
    });
    moderation?.attach({ hub, roster, history });
    const { internalErrors, flushPass } = this.server.shared;
    cluster?.attach({ hub, roster, missed, internalErrors, flushPass });
    this.commands = new ServerCommands([
      ...commands,
      serversCommand(servers),
      ...(accounts
        ? [accountCommands(accounts, { hub, record: (deed) => moderation?.ledger.record(deed) })]
        : []),
      ...(moderation ? orderCommands(moderation) : []),
    ]);
    const chat: Chat = this.#chat = {
      hub,
      paused: undefined,
      fanOut,
      admission,
      ...{ accounts, mailbox, missed, servers, confirmations, cluster },
      owners: new Owners(cluster),
      pendingLogins: new PendingLogins(maxPending, notices),
      clock: this.server.shared.clock,
      loginTimeout,
      history,
      roster,
      commands: this.commands,
      isOperator: ({ name }: Pick<User, "name">) => moderation?.operators.isOperator(name) === true,
      onStatus,
    };
  }

  /** Accepts connections until {@linkcode stop} is called. Never rejects. */
  run(): Promise<void> {
    const { mailbox } = this;
    this.#expiry = mailbox &&
      setRepeatingTimer(this.server.shared.clock, EXPIRY_MS, () => mailbox.expire());
    return this.server.run();
  }

  /** Accepts no more connections and reads nothing more from clients, so that nothing is confirmed any more. */
  pause(): void {
    this.server.stopAccepting();
    this.#chat.paused = this.#stopped.promise;
  }

  /** Accepts no more connections, lets all clients read their backlog, and closes. */
  stop(): Promise<void> {
    // Otherwise each user would get a notice about each other user who leaves.
    this.#fanOut.mute();
    this.#expiry?.cancel();
    this.#missed.close();
    const stopped = this.server.stop();
    this.#stopped.resolve();
    return stopped;
  }
}

/** Returns what the hub asks a moderation. */
function rulesOf({ mutes, topics }: Moderation): Pick<HubOptions, "silence" | "topicOf"> {
  return { silence: (user) => mutes.silence(user), topicOf: (name) => topics.of(name) };
}
