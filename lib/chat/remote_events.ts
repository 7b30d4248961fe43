import type { Channel } from "./channel.ts";
import type { Stamp, Text } from "./event.ts";
import type { EventStream } from "./event_stream.ts";
import type { User } from "./user.ts";

/**
 * The messages of users of other servers. They have the ids and the times that those servers gave them, and
 * those servers have decided that it may be said.
 */
export class RemoteEvents {
  readonly #events: EventStream;

  constructor(events: EventStream) {
    this.#events = events;
  }

  /** Passes a message to a channel on. */
  say(from: User, channel: Channel, text: Text, stamp: Stamp): void {
    from.activeAt = stamp.time;
    this.#events.repeat({ type: "message", from, channel, text }, stamp);
  }

  /** Passes a message to one user on. */
  sendPrivate(from: User, to: User, text: Text, stamp: Stamp): void {
    from.activeAt = stamp.time;
    this.#events.repeat({ type: "private", from, to, text }, stamp);
  }

  /** Passes a signal on, for which only one dialect has words. */
  signal(by: User, to: Channel | Iterable<User>, signal: object, stamp: Stamp): void {
    this.#events.repeat({ type: "signal", by, to, signal }, stamp);
  }

  /** Passes a message to all users on. */
  broadcast(from: User, text: Text, stamp: Stamp): void {
    from.activeAt = stamp.time;
    this.#events.repeat({ type: "broadcast", from, text }, stamp);
  }
}
