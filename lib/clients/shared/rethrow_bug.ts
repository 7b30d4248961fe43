import { isBug } from "../../errors/bug.ts";

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
  if (isBug(error)) throw error;
}
