import { UsageError } from "../errors/expected_error.ts";

/** The highest port. */
export const MAX_PORT = 65_535;

/**
 * Parses a port.
 *
 * @param name The name of the value in the error: `the port`.
 * @param min 0 if the system may choose the port.
 * @throws {UsageError} if `text` is not a port.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(parsePort("55555"), 55555);
 * ```
 */
export function parsePort(text: string, name = "the port", min: 0 | 1 = 1): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port >= min && port <= MAX_PORT) return port;
  throw new UsageError(
    `Cannot use "${text}" for ${name}: expected a whole number from ${min} to ${MAX_PORT}`,
  );
}
