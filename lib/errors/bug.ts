/** The errors of mistakes in a program. The runtime throws other classes when a system call fails. */
const BUG_CLASSES = [RangeError, ReferenceError, SyntaxError, TypeError];

/** The longest stack that is shown, in characters: the message of an error may quote a stranger. */
const MAX_STACK_LENGTH = 4000;

/**
 * Reports whether an error is a bug of the program rather than a failure of the system.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert(isBug(new TypeError("x is undefined")));
 * assert(!isBug(new Deno.errors.ConnectionReset()));
 * ```
 */
export function isBug(error: unknown): boolean {
  return BUG_CLASSES.some((bug) => error instanceof bug);
}

/** Returns the stack of an error, with its message: everything that helps to mend a bug. */
export function stackOf(error: unknown): string {
  const stack = error instanceof Error ? error.stack ?? String(error) : String(error);
  return stack.length > MAX_STACK_LENGTH ? `${stack.slice(0, MAX_STACK_LENGTH)}…` : stack;
}
