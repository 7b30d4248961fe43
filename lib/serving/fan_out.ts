import type { Channel } from "../chat/channel.ts";
import type { ChatEvent } from "../chat/event.ts";
import type { User } from "../chat/user.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { Counters } from "../net/counters.ts";
import type { FlushPass } from "../net/flush_pass.ts";
import type { Laggards } from "../net/slow_consumers.ts";
import { Log } from "../net/log.ts";
import type { Outbox } from "../net/outbox.ts";

/** Where the events for a user go. */
export interface Receiver {
  readonly dialect: Dialect;
  readonly outbox: Outbox;
}

/**
 * Carries the hub's events to the connections of those who hear of them. Each event is encoded once
 * for each dialect; a channel has one log for each dialect that it has members of.
 */
export class FanOut {
  readonly #flushPass: FlushPass;
  readonly #laggards: Laggards;
  readonly #counters: Counters;
  readonly #receivers = new Map<User, Receiver>();
  readonly #logs = new Map<Channel, Map<Dialect, Log<Outbox>>>();
  #muted = false;

  constructor(flushPass: FlushPass, laggards: Laggards, counters = new Counters()) {
    this.#flushPass = flushPass;
    this.#laggards = laggards;
    this.#counters = counters;
  }

  /** Sends the events for `user` to `receiver` from now on. */
  add(user: User, receiver: Receiver): void {
    this.#receivers.set(user, receiver);
  }

  /** Forgets a user who has logged out. */
  remove(user: User): void {
    this.#receivers.delete(user);
  }

  /** Delivers nothing any more; what is queued stays queued. */
  mute(): void {
    this.#muted = true;
  }

  /** Queues an event for all who hear of it. */
  deliver(event: ChatEvent): void {
    if (this.#muted) return;
    switch (event.type) {
      case "joined":
        this.#toChannel(event, event.channel);
        this.#follow(event.user, event.channel);
        break;
      case "left":
        this.#unfollow(event.user, event.channel);
        this.#toChannel(event, event.channel);
        break;
      case "message":
        this.#counters.said(event.channel.members.size - 1);
        this.#toChannel(event, event.channel, this.#receivers.get(event.from)?.outbox);
        break;
      case "private":
        this.#counters.said(1);
        this.#toUser(event, event.to);
        break;
      case "broadcast":
        this.#counters.said(this.#receivers.size - 1);
        this.#toEveryoneBut(event.from, event);
        break;
    }
  }

  #toChannel(event: ChatEvent, channel: Channel, sender?: Outbox): void {
    for (const [dialect, log] of this.#logs.get(channel) ?? []) {
      const bytes = dialect.encode(event);
      if (!bytes) continue;
      log.append(bytes, sender?.log === log ? sender : undefined);
      this.#flushPass.add(log);
      this.#laggards.blame(log);
    }
  }

  #toUser(event: ChatEvent, user: User): void {
    const receiver = this.#receivers.get(user);
    const bytes = receiver?.dialect.encode(event);
    if (bytes) this.#send(receiver!.outbox, bytes);
  }

  #toEveryoneBut(from: User, event: ChatEvent): void {
    const encoded = new Map<Dialect, Uint8Array | undefined>();
    for (const [user, { dialect, outbox }] of this.#receivers) {
      if (user === from) continue;
      if (!encoded.has(dialect)) encoded.set(dialect, dialect.encode(event));
      const bytes = encoded.get(dialect);
      if (bytes) this.#send(outbox, bytes);
    }
  }

  #send(outbox: Outbox, bytes: Uint8Array): void {
    outbox.send(bytes);
    this.#flushPass.add(outbox);
    this.#laggards.blame(outbox);
  }

  #follow(user: User, channel: Channel): void {
    const receiver = this.#receivers.get(user);
    if (!receiver) return;
    const logs = this.#logs.get(channel) ?? new Map<Dialect, Log<Outbox>>();
    const log = logs.get(receiver.dialect) ?? new Log<Outbox>();
    this.#logs.set(channel, logs.set(receiver.dialect, log));
    receiver.outbox.follow(log);
  }

  #unfollow(user: User, channel: Channel): void {
    const receiver = this.#receivers.get(user);
    const log = receiver?.outbox.log;
    if (!receiver || !log) return;
    receiver.outbox.unfollow();
    if (log.readers.size > 0) return;
    // What its last reader still has to read is kept by its cursor.
    const logs = this.#logs.get(channel)!;
    logs.delete(receiver.dialect);
    if (logs.size === 0) this.#logs.delete(channel);
  }
}
