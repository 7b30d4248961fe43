import type { Channel } from "./channel.ts";
import type { Stamp, Text } from "./event.ts";
import type { EventStream } from "./event_stream.ts";
import type { Observers } from "./observers.ts";
import type { FormerModes } from "./presence.ts";
import type { User } from "./user.ts";

/**
 * The messages of users of other servers. They have the ids and the times that those servers gave them, and
 * those servers have decided that it may be said.
 */
export class RemoteEvents {
  readonly #events: EventStream;
  readonly #observers: Observers;

  readonly #server: User;

  /** @param server The sender of what the servers themselves say. */
  constructor(events: EventStream, server: User, observers: Observers) {
    this.#events = events;
    this.#server = server;
    this.#observers = observers;
  }

  /** Passes a message to a channel on. */
  say(from: User, channel: Channel, text: Text, stamp: Stamp): void {
    noteActive(from, stamp);
    this.#events.repeat({ type: "message", from, channel, text }, stamp);
  }

  /** Passes a message to one user on. */
  sendPrivate(from: User, to: User, text: Text, stamp: Stamp): void {
    noteActive(from, stamp);
    this.#events.repeat({ type: "private", from, to, text }, stamp);
  }

  /** Passes a signal on, for which only one dialect has words. */
  signal(by: User, to: Channel | Iterable<User>, signal: object, stamp: Stamp): void {
    this.#events.repeat({ type: "signal", by, to, signal }, stamp);
  }

  /** Tells observers that the modes of a channel are not those any more that its members were told. */
  tellModes(channel: Channel, former: FormerModes): void {
    this.#observers.notify((observer) => observer.onModes?.(channel, former));
  }

  /** Passes on what a server tells all users. */
  announce(text: Text, stamp: Stamp): void {
    this.#events.repeat({ type: "broadcast", from: this.#server, text }, stamp);
  }

  /** Passes a message to all users on. */
  broadcast(from: User, text: Text, stamp: Stamp): void {
    noteActive(from, stamp);
    this.#events.repeat({ type: "broadcast", from, text }, stamp);
  }
}

/** Records that a user has spoken, maybe some time ago: an entry may come late, or again. */
function noteActive(user: User, { time }: Stamp): void {
  user.activeAt = Math.max(user.activeAt, time);
}
