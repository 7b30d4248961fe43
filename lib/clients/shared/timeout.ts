/** How long to wait for a connection, and for the answer to a request, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** How often the time is counted, in milliseconds. */
const TICK_MS = 250;

/**
 * Waits for a promise, but not for ever. Time in which the process itself did not run does not
 * count: after Ctrl+Z, or when the machine wakes up, the answer may be there and still unread.
 *
 * @param onTimeout Called when the time is over; returns the error to reject with.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const never = new Promise(() => {});
 * await assert.rejects(within(300, never, () => new Error("late")), /late/);
 * assert.equal(await within(300, Promise.resolve("in time"), () => new Error("late")), "in time");
 * ```
 */
export async function within<Value>(
  timeoutMs: number,
  promise: Promise<Value>,
  onTimeout: () => Error,
): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  let ticksLeft = Math.ceil(timeoutMs / TICK_MS);
  const timer = setInterval(() => {
    if (--ticksLeft === 0) reject(onTimeout());
  }, TICK_MS);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearInterval(timer);
  }
}
