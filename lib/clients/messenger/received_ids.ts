import type { StampedMessage } from "./stamped_message.ts";

/** How many ids are remembered: as many messages as a server keeps. */
const MAX_IDS = 10_000;

/**
 * The private messages and broadcasts that a client has got, by their ids. A server does not know what has
 * arrived on a connection that is lost, so it sends the last ones again when the client comes back.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const received = new ReceivedIds();
 * const stamp = { id: 17, time: new Date(0) };
 * const message = { action: "message", source: "bob", destination: "ann", body: "hi", stamp };
 * assert(!received.repeats(message));
 * assert(received.repeats(message));
 * ```
 */
export class ReceivedIds {
  readonly #ids = new Set<number>();

  /** Reports whether a message has come before, and takes note of it. */
  repeats({ action, destination, stamp }: StampedMessage): boolean {
    const isDirect = action === "broadcast" || action === "message" && !destination.startsWith("#");
    return isDirect && stamp !== undefined && this.repeatsId(stamp.id);
  }

  /** The same for a message of which only the id is known. */
  repeatsId(id: number): boolean {
    if (this.#ids.has(id)) return true;
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > MAX_IDS) this.#ids.delete(oldest!);
    return false;
  }
}
