import type { Channel } from "../chat/channel.ts";
import type { EventSink } from "../chat/event.ts";
import type { EventIds } from "../chat/event_id.ts";
import type { Hub } from "../chat/hub.ts";
import type { NameRegistry } from "../chat/name_registry.ts";
import type { User } from "../chat/user.ts";
import type { Refusal } from "../errors/refusal.ts";
import type { FlushPass } from "../net/flush_pass.ts";
import type { BugReporter } from "../net/internal_errors.ts";
import type { Confirmations } from "./confirmations.ts";
import type { DirectEvent, MissedMessages } from "./missed_messages.ts";
import type { Roster } from "./roster.ts";
import type { ServerList } from "./server_list.ts";

/** The parts of a chat server that other servers act on. */
export interface ClusterChat {
  readonly hub: Hub;
  readonly roster: Roster;
  readonly missed: Pick<MissedMessages, "onOwner">;
  /** Gets the exceptions that nobody expected. */
  readonly internalErrors: BugReporter;
  /** Where the link gets its turn behind the clients. */
  readonly flushPass: Pick<FlushPass, "last" | "begin">;
}

/** The other servers of a cluster, as a chat server sees them. It gets every event of the hub. */
export interface ClusterLink extends EventSink, Confirmations {
  readonly registry: NameRegistry;
  readonly ids: EventIds;
  /** The addresses of all servers. */
  readonly servers: ServerList;

  /** Gets the chat, before the first client connects. */
  attach(chat: ClusterChat): void;

  /** Resolves once everything that other servers have told in this turn is taken over. */
  received(): Promise<void>;

  /** Learns that a channel has made room for another one. */
  onRemove(channel: Channel): void;

  /** Returns the host that users of IRC see for a network. */
  hostOf(network: string): string;

  /** Returns why a user of another server cannot be reached, if so. */
  unreachable(to: User): Refusal<"out-of-reach"> | undefined;

  /**
   * Returns a promise for a user of another server, who may just have left. It resolves once it is known
   * whether that is so, or when that takes too long.
   */
  checkUser(user: User): Promise<void> | undefined;

  /** Resolves once a user of another server is gone, or when that takes too long. */
  ended(user: User): Promise<void>;

  /**
   * Records the token of a client: see {@linkcode endEarlier}. Returns what tells the client from others
   * on all servers.
   */
  noteOwner(user: User, token: string): string;

  /** Sends a private message again to a user of another server, with the id that it had. */
  repeat(event: DirectEvent, to: User): void;

  /**
   * Ends the session on another server that the same client has left behind. Resolves once it has ended;
   * returns `undefined` if there is none.
   *
   * @param name Ends it only if it has this name.
   */
  endEarlier(token: string, network: string, name?: string): Promise<true> | undefined;
}
