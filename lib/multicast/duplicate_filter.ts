import { isBug } from "../errors/bug.ts";

/** How late a duplicate may be, in milliseconds. Wi-Fi delays multicast. */
const MAX_DELAY_MS = 300;

const RECOUNT_INTERVAL_MS = 1000;

const MAX_MESSAGES = 1000;

/**
 * A filter for duplicates that arrive over another interface. Messages that somebody sends twice are
 * not duplicates.
 *
 * Linux delivers a group's datagrams to a socket from *any* interface on which any program has joined
 * the group. A machine with several interfaces in one network may therefore receive a message once
 * for each interface: from the same sender, with the same text, within a short time. Only these count
 * as duplicates. With one interface in the network, a message that is sent twice appears twice.
 */
export class DuplicateFilter {
  readonly #countParallelInterfaces: () => number;
  /** The messages in the order in which they expire. */
  readonly #messages = new Map<string, { readonly expiresAt: number; duplicatesLeft: number }>();
  #parallelInterfaces = 0;
  #recountAt = -Infinity;

  /** @param countParallelInterfaces Returns the number of other interfaces in the same network. */
  constructor(countParallelInterfaces: () => number) {
    this.#countParallelInterfaces = countParallelInterfaces;
  }

  /**
   * Reports whether a message is a duplicate of an earlier one.
   *
   * @param sender The address and port of the sender.
   * @param text The whole message.
   * @param now The current time, in milliseconds.
   */
  isDuplicate(sender: string, text: string, now: number): boolean {
    if (now >= this.#recountAt) this.#recount(now);
    if (this.#parallelInterfaces === 0) return false;
    const key = `${sender} ${text}`;
    const known = this.#messages.get(key);
    if (known && now < known.expiresAt && known.duplicatesLeft > 0) {
      known.duplicatesLeft--;
      return true;
    }
    // Deleting first moves the message to the end of the map.
    this.#messages.delete(key);
    this.#messages.set(key, {
      expiresAt: now + MAX_DELAY_MS,
      duplicatesLeft: this.#parallelInterfaces,
    });
    this.#removeExpired(now);
    return false;
  }

  #recount(now: number): void {
    this.#recountAt = now + RECOUNT_INTERVAL_MS;
    try {
      this.#parallelInterfaces = this.#countParallelInterfaces();
    } catch (error) {
      if (isBug(error)) throw error;
      // Without a free descriptor, the system lists no interfaces: the last count is the best one.
    }
  }

  #removeExpired(now: number): void {
    for (const [key, { expiresAt }] of this.#messages) {
      if (now < expiresAt && this.#messages.size <= MAX_MESSAGES) return;
      this.#messages.delete(key);
    }
  }
}
