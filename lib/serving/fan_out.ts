import { Channel } from "../chat/channel.ts";
import type { ChatEvent, EventSink } from "../chat/event.ts";
import type { User } from "../chat/user.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { BugReporter } from "../net/internal_errors.ts";
import { Log } from "../net/log.ts";
import type { Outbox } from "../net/outbox.ts";
import type { Shared } from "../net/shared.ts";

/** The place that the events for one user go to. */
export interface UserConnection {
  /** The form of the dialect in which the user reads events. */
  readonly dialect: Dialect;
  readonly connection: {
    readonly outbox: Outbox;
    /** Counts bytes towards the client's rate, as if it had sent them. */
    charge(bytes: number): void;
  };
}

/** The parts of a server that {@linkcode FanOut} works with. */
export interface FanOutParts extends Pick<Shared, "flushPass" | "slowConsumers" | "counters"> {
  readonly internalErrors: BugReporter;
}

/**
 * The bytes that an event costs its user for each receiver, besides its own. A broadcast makes a
 * write for each; a notice of a join or a departure makes lists out of date.
 */
const BROADCAST_COST_BYTES = 4096;
const NOTICE_COST_BYTES = 512;

/** What fails, in the report of a bug. */
const DOING = "Cannot pass an event on";

/**
 * Carries the hub's events to the connections of the users who get them. An event is encoded once
 * for each dialect; a channel has one log for each dialect of its members.
 */
export class FanOut implements EventSink {
  readonly #shared: FanOutParts;
  readonly #connections = new Map<User, UserConnection>();
  readonly #logs = new Map<Channel, Map<Dialect, Log<Outbox>>>();
  #isMuted = false;

  constructor(shared: FanOutParts) {
    this.#shared = shared;
  }

  /** Sends the events for a user to a connection from now on. */
  add(user: User, connection: UserConnection): void {
    this.#connections.set(user, connection);
  }

  /** Has a user read later events in another form of the dialect. */
  changeForm(user: User, dialect: Dialect): void {
    const reader = this.#connections.get(user);
    if (!reader || reader.dialect === dialect) return;
    for (const channel of user.channels) this.#unfollow(user, channel);
    this.#connections.set(user, { ...reader, dialect });
    for (const channel of user.channels) this.#follow(user, channel);
  }

  /** Forgets a user who has logged out. */
  remove(user: User): void {
    this.#connections.delete(user);
  }

  /** Ignores all later events. Queued bytes stay queued. */
  mute(): void {
    this.#isMuted = true;
  }

  /** Queues an event for every user who gets it. */
  emit(event: ChatEvent): void {
    if (this.#isMuted) return;
    switch (event.type) {
      case "joined":
        this.#sendNotice(event, event.user, event.channel);
        this.#follow(event.user, event.channel);
        break;
      case "left":
        this.#guard(() => this.#unfollow(event.user, event.channel));
        this.#sendNotice(event, event.user, event.channel);
        break;
      case "renamed":
        this.#sendNotice(event, event.user, event.channel);
        break;
      case "signal":
        this.#sendSignal(event);
        break;
      case "message":
        this.#count(event.from, othersHere(event.channel, event.from));
        this.#sendToChannel(
          event,
          event.channel,
          this.#connections.get(event.from)?.connection.outbox,
        );
        break;
      case "topic":
        this.#sendNotice(event, event.from, event.channel);
        break;
      case "closed":
        this.#sendToChannel(event, event.channel);
        for (const user of event.members) this.#guard(() => this.#unfollow(user, event.channel));
        break;
      case "private":
        this.#count(event.from, isHere(event.to) ? 1 : 0);
        this.#sendToUser(event, event.to);
        break;
      case "broadcast":
        this.#count(event.from, this.#connections.size - (isHere(event.from) ? 1 : 0));
        this.#sendToOthers(event, event.from);
        break;
    }
  }

  /** Queues an event for one user only, who may have got it before. */
  repeat(event: ChatEvent, user: User): void {
    if (!this.#isMuted) this.#sendToUser(event, user);
  }

  #count(from: User, receivers: number): void {
    this.#shared.counters.countMessage(receivers, isHere(from));
  }

  #sendNotice(event: ChatEvent, user: User, channel: Channel): void {
    this.#sendToChannel(event, channel);
    this.#connections.get(user)?.connection.charge(othersIn(channel, user) * NOTICE_COST_BYTES);
  }

  #sendSignal(event: ChatEvent & { type: "signal" }): void {
    const { by, to } = event;
    if (!(to instanceof Channel)) return this.#sendToUsers(event, to, by);
    this.#sendToChannel(event, to, this.#connections.get(by)?.connection.outbox);
    this.#connections.get(by)?.connection.charge(othersIn(to, by) * NOTICE_COST_BYTES);
  }

  /** Encodes an event once for each dialect of some users; `by` pays for it. */
  #sendToUsers(event: ChatEvent, users: Iterable<User>, by: User): void {
    const encoded = new Map<Dialect, Uint8Array | undefined>();
    let cost = 0;
    for (const user of users) {
      const reader = this.#connections.get(user);
      if (!reader) continue;
      this.#guard(() => {
        const { dialect, connection } = reader;
        if (!encoded.has(dialect)) encoded.set(dialect, dialect.encode(event));
        const bytes = encoded.get(dialect);
        if (!bytes) return;
        this.#send(connection.outbox, bytes);
        cost += NOTICE_COST_BYTES;
      });
    }
    this.#connections.get(by)?.connection.charge(cost);
  }

  #sendToChannel(event: ChatEvent, channel: Channel, sender?: Outbox): void {
    const logs = this.#logs.get(channel);
    if (!logs) return;
    const { flushPass, slowConsumers, internalErrors } = this.#shared;
    for (const [dialect, log] of logs) {
      try {
        const bytes = dialect.encode(event);
        if (!bytes) continue;
        log.append(bytes, sender?.follows(log) ? sender : undefined);
        flushPass.add(log);
        slowConsumers.addressed(log);
      } catch (error) {
        internalErrors.report(DOING, error);
      }
    }
  }

  #sendToUser(event: ChatEvent, user: User): void {
    const receiver = this.#connections.get(user);
    const bytes = receiver?.dialect.encode(event);
    if (bytes) this.#send(receiver!.connection.outbox, bytes);
  }

  #sendToOthers(event: ChatEvent, from: User): void {
    const encoded = new Map<Dialect, Uint8Array | undefined>();
    let cost = 0;
    for (const [user, { dialect, connection }] of this.#connections) {
      if (user === from) continue;
      this.#guard(() => {
        if (!encoded.has(dialect)) encoded.set(dialect, dialect.encode(event));
        const bytes = encoded.get(dialect);
        if (!bytes) return;
        this.#send(connection.outbox, bytes, true);
        cost += bytes.length + BROADCAST_COST_BYTES;
      });
    }
    // One message makes a write for each user: the sender pays for all of them.
    this.#connections.get(from)?.connection.charge(cost);
  }

  /** Takes one step of several: an exception in one does not keep the others from happening. */
  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#shared.internalErrors.report(DOING, error);
    }
  }

  #send(outbox: Outbox, bytes: Uint8Array, isBroadcast = false): void {
    const { flushPass, slowConsumers } = this.#shared;
    outbox.send(bytes);
    flushPass.add(outbox);
    slowConsumers.addressed(outbox, isBroadcast);
  }

  #follow(user: User, channel: Channel): void {
    const reader = this.#connections.get(user);
    if (!reader) return;
    const logs = this.#logs.get(channel) ?? new Map<Dialect, Log<Outbox>>();
    const log = logs.get(reader.dialect) ?? new Log<Outbox>();
    this.#logs.set(channel, logs.set(reader.dialect, log));
    reader.connection.outbox.follow(log);
  }

  #unfollow(user: User, channel: Channel): void {
    const reader = this.#connections.get(user);
    const logs = this.#logs.get(channel);
    const log = reader && logs?.get(reader.dialect);
    if (!log) return;
    reader.connection.outbox.unfollow(log);
    // The log no longer flushes what the user has not read of it.
    this.#shared.flushPass.add(reader.connection.outbox);
    if (log.readers.size > 0) return;
    logs!.delete(reader.dialect);
    if (logs!.size === 0) this.#logs.delete(channel);
  }
}

/** Returns the number of a channel's members who are on this server, apart from one user. */
function othersHere({ members, ownMembers }: Channel, user: User): number {
  return ownMembers - (isHere(user) && members.has(user) ? 1 : 0);
}

/** Reports whether a user is on this server. */
function isHere(user: User): boolean {
  return user.server === undefined;
}

/** Returns the number of a channel's members, apart from one user. */
function othersIn({ members }: Channel, user: User): number {
  return members.size - (members.has(user) ? 1 : 0);
}
