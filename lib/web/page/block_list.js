import { keyOf } from "./names.js";
import { keep, recall } from "./storage.js";

/** The users whose messages the page hides. The browser keeps their names for this server. */
export class BlockList {
  /** @type {Map<string, number>} Blocked names, and how many messages of each were hidden. */
  hiddenCounts = new Map();

  constructor() {
    for (const name of recall("localStorage", "blocked") ?? []) this.hiddenCounts.set(name, 0);
  }

  has(name = "") {
    return this.hiddenCounts.has(keyOf(name));
  }

  /** Reports whether to hide a message of a user, and counts it if so. */
  hides(name = "") {
    const count = this.hiddenCounts.get(keyOf(name));
    if (count !== undefined) this.hiddenCounts.set(keyOf(name), count + 1);
    return count !== undefined;
  }

  /** Blocks a user, or not. Reports whether that outlives the page. */
  set(name = "", isBlocked = true) {
    if (isBlocked) this.hiddenCounts.set(keyOf(name), 0);
    else this.hiddenCounts.delete(keyOf(name));
    return keep("localStorage", "blocked", [...this.hiddenCounts.keys()]);
  }
}
