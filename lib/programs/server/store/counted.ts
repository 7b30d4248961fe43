/**
 * Returns a number with its noun.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(counted(1, "message"), "1 message");
 * assert.equal(counted(0, "message"), "0 messages");
 * ```
 */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
