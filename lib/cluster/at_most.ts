import type { Clock } from "../net/clock.ts";

/** Resolves with a promise, or after so many milliseconds. Rejects if the promise does before that. */
export async function atMost(clock: Clock, maxMs: number, done: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = clock.setTimer(maxMs, late.resolve);
  try {
    await Promise.race([done, late.promise]);
  } finally {
    timer.cancel();
  }
}
