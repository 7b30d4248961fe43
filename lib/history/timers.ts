/** The passing of time, as far as a history needs it. */
export interface Timers {
  /** Returns the milliseconds since some moment in the past. */
  now(): number;

  /** Runs `callback` once, after so many milliseconds. */
  setTimer(delayMs: number, callback: () => void): { cancel(): void };
}
