/**
 * How long a test waits for an event that has to happen, in milliseconds. Only tests that fail wait so
 * long; on a busy machine, the start of a program may take half of it.
 */
export const DEADLINE_MS = 60_000;

/** How long a test waits for a process to end. Some programs do all their work before. */
export const EXIT_DEADLINE_MS = 180_000;

/**
 * Waits for a promise, but not for ever.
 *
 * @param describe Called when the deadline passes. Returns the text of the error: what did not happen.
 * @throws {Error} if the promise is still pending after `deadlineMs`.
 */
export async function withDeadline<Value>(
  promise: Promise<Value>,
  describe: () => string,
  deadlineMs = DEADLINE_MS,
): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`${describe()} (waited ${deadlineMs / 1000} s)`)),
    deadlineMs,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
