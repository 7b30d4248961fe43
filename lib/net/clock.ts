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

/** The time of the machine. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

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
