import type { Clock } from "../net/clock.ts";
import { atMost } from "./at_most.ts";
import type { Bus } from "./bus.ts";
import type { Publisher } from "./publisher.ts";

/** How long replies wait for the bus at most, in milliseconds. */
const MAX_FLUSH_MS = 1500;

/** The parts that {@linkcode Flushes} work with. */
export interface FlushesParts {
  readonly bus: Pick<Bus, "flush" | "isConnected">;
  readonly clock: Clock;
  readonly publisher: Pick<Publisher, "sent">;
  /** Whether others take this server for dead, or may do so soon. */
  isAway(): boolean;
}

/**
 * Tells when the bus has taken what is published without a stream, such as logins and joins. Then it is on
 * its way to all other servers, and there before anything that a client does after the reply. All
 * connections of a turn share a flush.
 */
export class Flushes {
  readonly #parts: FlushesParts;
  /** The number of things that replies wait for so far. */
  noted = 0;
  #isDue = false;
  #isStarting = false;
  #current: Promise<void> | undefined;

  constructor(parts: FlushesParts) {
    this.#parts = parts;
  }

  /** Learns that something is published at the end of this turn. */
  note(): void {
    this.noted++;
    this.#isDue = true;
  }

  /**
   * Returns a promise that resolves once everything noted so far is taken, or when that takes too long.
   * Returns `undefined` if it is taken already, or while the others are out of reach. The promise never
   * rejects.
   */
  taken(): Promise<void> | undefined {
    const { bus, isAway } = this.#parts;
    if (!bus.isConnected || isAway()) return undefined;
    if (this.#isDue && !this.#isStarting) {
      const flush = this.#flush().finally(() => {
        if (this.#current === flush) this.#current = undefined;
      });
      this.#current = flush;
    }
    return this.#current;
  }

  async #flush(): Promise<void> {
    const { bus, clock, publisher } = this.#parts;
    this.#isStarting = true;
    // Something may have been handed over between the end of a pass and this.
    do await publisher.sent; while (publisher.sent);
    this.#isStarting = false;
    this.#isDue = false;
    // Once the connection is lost, there is nobody to wait for.
    await atMost(clock, MAX_FLUSH_MS, bus.flush().catch(() => {}));
  }
}
