import type { Clock, Timer } from "./clock.ts";

/** The time that may go into processing input before the event loop looks for other input. */
const MAX_TURN_MS = 4;

/**
 * Shares the event loop among the connections that are read. A read that is ready resolves at once, so
 * one client that sends without a pause could keep the loop from ever noticing the others. A
 * connection that has used up the turn waits until the loop has looked for input again.
 */
export class ReadTurns {
  readonly #clock: Clock;
  #spentMs = 0;
  #startedAt = 0;
  #next: PromiseWithResolvers<void> | undefined;
  #timer: Timer | undefined;
  /** The longest turn since this was last set to 0, in milliseconds: how long input has waited. */
  longestMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Processes some input and measures how long that takes. */
  process(work: () => void): void {
    const startedAt = performance.now();
    this.#begin(startedAt);
    try {
      work();
    } finally {
      this.#spentMs += performance.now() - startedAt;
    }
  }

  /** Returns a promise for the next turn if this one is used up. */
  get pause(): Promise<void> | undefined {
    return this.#spentMs > MAX_TURN_MS ? this.#next?.promise : undefined;
  }

  /** Forgets the present turn, when the server has stopped. */
  stop(): void {
    this.#timer?.cancel();
  }

  #begin(now: number): void {
    if (this.#next) return;
    this.#next = Promise.withResolvers();
    this.#startedAt = now;
    // The runtime looks for timers and for input together, so the timer tells that it has looked.
    this.#timer = this.#clock.setTimer(0, () => this.#end());
  }

  #end(): void {
    this.longestMs = Math.max(this.longestMs, performance.now() - this.#startedAt);
    this.#spentMs = 0;
    const next = this.#next;
    this.#next = undefined;
    next?.resolve();
  }
}
