import { type Clock, setRepeatingTimer, type Timer } from "../net/clock.ts";
import { BusError } from "./bus.ts";
import type { Membership } from "./membership.ts";

/** How often what removed records leave behind is removed, in milliseconds. */
const UPKEEP_MS = 3600 * 1000;

/** The parts that a {@linkcode BucketUpkeep} works with. */
export interface BucketUpkeepParts {
  readonly bus: { removeOldMarks(): Promise<void> };
  readonly clock: Clock;
  readonly membership: Pick<Membership, "self" | "peers" | "isAway">;
}

/** Keeps the buckets small. The server with the lowest slot does it for all. */
export class BucketUpkeep {
  readonly #parts: BucketUpkeepParts;
  readonly #timer: Timer;
  #isRunning = false;

  constructor(parts: BucketUpkeepParts) {
    this.#parts = parts;
    this.#timer = setRepeatingTimer(parts.clock, UPKEEP_MS, () => void this.#run());
  }

  async #run(): Promise<void> {
    const { bus, membership: { self, peers, isAway } } = this.#parts;
    const isFirst = ![...peers.keys()].some((slot) => slot < self.slot);
    if (!isFirst || isAway || this.#isRunning) return;
    this.#isRunning = true;
    try {
      await bus.removeOldMarks();
    } catch (error) {
      // The next time will do.
      if (!(error instanceof BusError)) throw error;
    } finally {
      this.#isRunning = false;
    }
  }

  /** Stops. */
  close(): void {
    this.#timer.cancel();
  }
}
