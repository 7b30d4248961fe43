import type { Clock, Timer } from "./clock.ts";
import type { InternalErrors } from "./internal_errors.ts";

/** A clock whose timers report what their callbacks throw, so that no timer can end the program. */
export class GuardedClock implements Clock {
  readonly #clock: Clock;
  readonly #errors: InternalErrors;

  constructor(clock: Clock, errors: InternalErrors) {
    this.#clock = clock;
    this.#errors = errors;
  }

  now(): number {
    return this.#clock.now();
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    return this.#clock.setTimer(delayMs, () => this.#errors.guard("A timer failed", callback));
  }
}
