import type { User } from "../chat/user.ts";
import type { Clock } from "../net/clock.ts";
import { atMost } from "./at_most.ts";

/** Lets callers wait until users of other servers are gone. */
export class RemoteLogouts {
  readonly #clock: Clock;
  readonly #waiting = new Map<User, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves once a user is gone, or after so many milliseconds. */
  async wait(user: User, maxMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(user) ?? new Set();
    this.#waiting.set(user, waiting.add(resolve));
    await atMost(this.#clock, maxMs, promise);
    waiting.delete(resolve);
    if (waiting.size === 0) this.#waiting.delete(user);
  }

  /** Learns that a user is gone. */
  onLogout(user: User): void {
    for (const resolve of this.#waiting.get(user) ?? []) resolve();
  }
}
