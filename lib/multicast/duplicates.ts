/** For how long a copy may come after the message, in milliseconds: Wi-Fi holds multicast back. */
const WINDOW = 300;

/** After how long the interfaces are counted again, in milliseconds. */
const RECOUNT = 1000;

/** How many messages are remembered at most. */
const MEMORY = 1000;

/**
 * Tells copies of a message that come by another interface from what somebody says again.
 *
 * Linux gives a socket what arrives for its group on *any* interface on which any program has joined
 * the group. So on a machine with several interfaces in one network a message may come several times:
 * from the same socket, with the same text, shortly after each other, once for each interface. Only
 * that is taken for a copy. With one interface in the network, all that is said twice is heard twice.
 */
export class Duplicates {
  readonly #countOtherPaths: () => number;
  readonly #seen = new Map<string, { readonly until: number; copiesLeft: number }>();
  #otherPaths = 0;
  #recountAt = -Infinity;

  /** @param countOtherPaths How many further interfaces are in the room's network. */
  constructor(countOtherPaths: () => number) {
    this.#countOtherPaths = countOtherPaths;
  }

  /**
   * Whether this is a copy of a message that came before.
   *
   * @param sender The address and port that it came from.
   * @param text All that it says.
   * @param now The time, in milliseconds.
   */
  isCopy(sender: string, text: string, now: number): boolean {
    if (now >= this.#recountAt) {
      this.#otherPaths = this.#countOtherPaths();
      this.#recountAt = now + RECOUNT;
    }
    if (this.#otherPaths === 0) return false;
    const key = `${sender} ${text}`;
    const seen = this.#seen.get(key);
    if (seen && now < seen.until && seen.copiesLeft > 0) {
      seen.copiesLeft--;
      return true;
    }
    // It has to become the last one: they are in the order in which they are forgotten.
    this.#seen.delete(key);
    this.#seen.set(key, { until: now + WINDOW, copiesLeft: this.#otherPaths });
    this.#forget(now);
    return false;
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#seen) {
      if (now < until && this.#seen.size <= MEMORY) return;
      this.#seen.delete(key);
    }
  }
}
