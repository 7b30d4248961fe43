/** What JetStream says of a message that it delivers. */
export interface Delivery {
  /** The message's place in its stream. */
  readonly sequence: number;
  /** How many messages were delivered to the consumer, this one included. */
  readonly count: number;
  /** When the message was stored, in milliseconds since 1970. */
  readonly time: number;
  /** How many messages were still to be delivered then. */
  readonly left: number;
}

/**
 * Reads the reply subject of a delivered message.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(readDelivery("$JS.ACK.S.C.1.79001.2.1795672985328019210.999"), {
 *   sequence: 79001,
 *   count: 2,
 *   time: 1795672985328,
 *   left: 999,
 * });
 * ```
 */
export function readDelivery(reply: string): Delivery {
  const words = reply.split(".");
  // Newer servers add a domain and an account in front, and a random word behind.
  const at = words.length > 9 ? 7 : 5;
  const [sequence, count, nanoseconds, left] = words.slice(at, at + 4).map(Number);
  return { sequence: sequence!, count: count!, time: Math.trunc(nanoseconds! / 1e6), left: left! };
}
