import type { Clock, Timer } from "./clock.ts";

/** The timers of one connection. A connection that has logged in and is idle usually has none. */
export class ConnectionTimers {
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  #idle: Timer | undefined;
  #linger: Timer | undefined;
  #others: Set<Timer> | undefined;
  #isSessionOver = false;

  /** @param onError Handles what a callback throws. */
  constructor(clock: Clock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onError = onError;
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

  /** Stops all timers but the one for closing, for good. */
  stopSession(): void {
    this.#isSessionOver = true;
    this.stopIdle();
    for (const timer of this.#others ?? []) timer.cancel();
    this.#others = undefined;
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
        this.#onError(error);
      }
    };
  }
}
