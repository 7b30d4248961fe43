import type { Channel } from "./channel.ts";
import type { Departure } from "./event.ts";
import type { PresenceObserver } from "./presence.ts";
import type { User } from "./user.ts";

/** Those who learn which users and channels come and go. */
export class Observers {
  readonly #observers: PresenceObserver[] = [];
  #isNotifying = false;

  /** Whether they learn of something now: the events that they cause belong to that. */
  get isNotifying(): boolean {
    return this.#isNotifying;
  }

  add(observer: PresenceObserver): void {
    this.#observers.push(observer);
  }

  /** Tells all of them that a user was put out of a channel. */
  tellKick(user: User, channel: Channel, departure: Departure): void {
    this.notify((observer) => observer.onKick?.(user, channel, departure));
  }

  /** Tells all of them something. */
  notify(tell: (observer: PresenceObserver) => void): void {
    const wasNotifying = this.#isNotifying;
    this.#isNotifying = true;
    try {
      this.#observers.forEach(tell);
    } finally {
      this.#isNotifying = wasNotifying;
    }
  }
}
