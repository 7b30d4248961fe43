/** A callback that is still to come. */
export interface Timer {
  /** Makes sure that the callback does not run. */
  cancel(): void;
}

/** The passing of time. Tests pass a clock that they move themselves. */
export interface Clock {
  /** Returns the milliseconds since some moment in the past. Never goes back. */
  now(): number;

  /** Runs `callback` once, after so many milliseconds. */
  setTimer(delayMs: number, callback: () => void): Timer;
}

/** Resolves after so many milliseconds. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.setTimer(delayMs, resolve));
}

/** Runs `callback` again and again, so many milliseconds apart. */
export function setRepeatingTimer(clock: Clock, everyMs: number, callback: () => void): Timer {
  let timer: Timer;
  const schedule = () => {
    timer = clock.setTimer(everyMs, () => {
      schedule();
      callback();
    });
  };
  schedule();
  return { cancel: () => timer.cancel() };
}

/** A process that does not look at the clock for this long did not run, in milliseconds. */
const MAX_PAUSE_MS = 1000;

/** How often it has to look to notice that, in milliseconds. */
const HEARTBEAT_MS = 250;

/** How early the runtime's timers may fire, in milliseconds. */
const TIMER_PRECISION_MS = 1;

/**
 * The time during which the process ran. Time in which it was stopped, or busy with something else,
 * does not count: its clients could do nothing about that. It notices between {@linkcode watch} and
 * the cancelling of the returned timer.
 */
export class RunningClock implements Clock {
  #runningMs = 0;
  #seenAt = 0;
  #watchers = 0;

  now(): number {
    const now = performance.now();
    const sinceSeenMs = now - this.#seenAt;
    const isPause = this.#watchers > 0 && sinceSeenMs > MAX_PAUSE_MS;
    if (!isPause) this.#runningMs += sinceSeenMs;
    this.#seenAt = now;
    return this.#runningMs;
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    const dueAt = this.now() + delayMs;
    const onTimeout = () => {
      const restMs = dueAt - this.now();
      // All timers that became due during a pause fire at its end, before any input is read.
      if (restMs > TIMER_PRECISION_MS) timer = setTimeout(onTimeout, restMs);
      else callback();
    };
    let timer = setTimeout(onTimeout, delayMs);
    return { cancel: () => clearTimeout(timer) };
  }

  /** Starts to notice pauses of the process. */
  watch(): Timer {
    this.now();
    this.#watchers++;
    const heartbeat = setRepeatingTimer(this, HEARTBEAT_MS, () => {});
    return {
      cancel: () => {
        this.#watchers--;
        heartbeat.cancel();
      },
    };
  }
}
