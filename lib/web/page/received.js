/** How many ids are remembered, and how many of them outlive the page. */
const MAX_IDS = 10_000;
const MAX_KEPT = 500;

/**
 * The private messages and broadcasts that the page has got, by their ids. The server sends the last ones
 * again to a page that comes back. The rules are those of the terminal client.
 */
export class Received {
  /** @type {Set<number>} */
  #ids;

  /** @param {number[]} ids What `toJSON` returned. */
  constructor(ids = []) {
    this.#ids = new Set(ids);
  }

  /** Reports whether a message has come before, and takes note of it. @param {Message} message */
  repeats({ action, destination, body }) {
    const id = Number([body].flat()[1]);
    const isDirect = action === "broadcast" || action === "message" && !destination.startsWith("#");
    if (!isDirect || !id) return false;
    if (this.#ids.has(id)) return true;
    this.#ids.add(id);
    const [oldest = 0] = this.#ids;
    if (this.#ids.size > MAX_IDS) this.#ids.delete(oldest);
    return false;
  }

  toJSON() {
    return [...this.#ids].slice(-MAX_KEPT);
  }
}
