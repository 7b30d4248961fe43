/**
 * The answers to the command `/servers`, which clients recognise.
 *
 * @module
 */

/** The answer of a server that is in no cluster, or alone in it. */
export const SINGLE_SERVER = "This is the only server";

const START = /^There are \d+ servers, this one first:\n/;
const END = "Parley's clients connect to another one when theirs stops";

/** Returns the lines with the addresses of the servers of a cluster. */
export function serversLines(addresses: readonly string[]): readonly string[] {
  if (addresses.length <= 1) return [SINGLE_SERVER];
  return [`There are ${addresses.length} servers, this one first:`, ...addresses, END];
}

/** Reports whether a text starts with the answer that lists several servers. */
export function startsServers(text: string): boolean {
  return START.test(text);
}

/**
 * Returns the addresses in an answer, or `undefined` if its end is still to come.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const lines = serversLines(["10.0.0.1:55555", "10.0.0.2:55555"]);
 * assert.deepEqual(addressesIn(lines.join("\n")), ["10.0.0.1:55555", "10.0.0.2:55555"]);
 * assert.equal(addressesIn(lines.slice(0, 3).join("\n")), undefined);
 * ```
 */
export function addressesIn(text: string): readonly string[] | undefined {
  return text.endsWith(`\n${END}`) ? text.split("\n").slice(1, -1) : undefined;
}
