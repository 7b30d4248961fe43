/** The errors of mistakes in a program. The runtime throws other classes when a system call fails. */
const BUG_CLASSES = [RangeError, ReferenceError, SyntaxError, TypeError];

/**
 * Throws `error` again if it is a bug. Handlers of failed system calls start with it, so that they
 * never hide a mistake of our own.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * rethrowBug(new Deno.errors.ConnectionReset());
 * assert.throws(() => rethrowBug(new TypeError("x is undefined")), TypeError);
 * ```
 */
export function rethrowBug(error: unknown): void {
  if (BUG_CLASSES.some((bug) => error instanceof bug)) throw error;
}
