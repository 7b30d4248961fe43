import type { Clock, Timer } from "./clock.ts";

/** The connection that timers belong to. */
export interface TimersOwner {
  /** Handles what a callback throws. */
  onInternalError(error: unknown): void;
}

/** The timers of one connection. A connection that has logged in and is idle usually has none. */
export class ConnectionTimers {
  readonly #clock: Clock;
  readonly #owner: TimersOwner;
  #idle: Timer | undefined;
  #linger: Timer | undefined;
  #others: Set<Timer> | undefined;
  #wake: (() => void) | undefined;
  #isSessionOver = false;

  constructor(clock: Clock, owner: TimersOwner) {
    this.#clock = clock;
    this.#owner = owner;
  }

  /** Starts the time that the client may stay silent. */
  startIdle(delayMs: number, callback: () => void): void {
    this.#idle?.cancel();
    this.#idle = this.#clock.setTimer(delayMs, this.#guard(callback));
  }

  stopIdle(): void {
    this.#idle?.cancel();
    this.#idle = undefined;
  }

  /** Starts the time that the client has to close the connection, unless it runs already. */
  startLinger(delayMs: number, callback: () => void): void {
    this.#linger ??= this.#clock.setTimer(delayMs, callback);
  }

  /** Starts that time again, with another length. */
  restartLinger(delayMs: number, callback: () => void): void {
    this.#linger?.cancel();
    this.#linger = this.#clock.setTimer(delayMs, callback);
  }

  /** Runs `callback` once, unless the session is over by then. */
  set(delayMs: number, callback: () => void): Timer {
    if (this.#isSessionOver) return { cancel() {} };
    const others = this.#others ??= new Set();
    const timer: Timer = this.#clock.setTimer(
      delayMs,
      this.#guard(() => {
        others.delete(timer);
        callback();
      }),
    );
    others.add(timer);
    return {
      cancel() {
        others.delete(timer);
        timer.cancel();
      },
    };
  }

  /** Resolves after so many milliseconds, or as soon as the session is over. One at a time. */
  sleep(delayMs: number): Promise<void> {
    if (this.#isSessionOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.set(delayMs, resolve);
    });
  }

  /** Stops all timers but the one for closing, for good. */
  stopSession(): void {
    this.#isSessionOver = true;
    this.stopIdle();
    for (const timer of this.#others ?? []) timer.cancel();
    this.#others = undefined;
    this.#wake?.();
  }

  /** Stops all timers, for good. */
  stopAll(): void {
    this.stopSession();
    this.#linger?.cancel();
  }

  #guard(callback: () => void): () => void {
    return () => {
      try {
        callback();
      } catch (error) {
        this.#owner.onInternalError(error);
      }
    };
  }
}
