import { shownName } from "./names.js";
import { Seen } from "./seen.js";

/** How many lines a conversation keeps; earlier ones that the user asks for come on top. */
const MAX_ITEMS = 1000;
/** How many of them, and of which length, outlive the page. */
const MAX_KEPT = 100;
const MAX_KEPT_LENGTH = 5000;
const MAX_NAMED = 5;

/** Lines said in a channel (`#tea`), with a user (under the user's name) or to everybody (`*`). */
export class Conversation {
  /** @type {Item[]} */
  items = [];
  /** @type {Draft[]} They stand below the items. */
  pending = [];
  unread = 0;
  /** How many of the unread messages are for the user. */
  calls = 0;
  /** @type {Item | undefined} */
  firstUnread;
  /** What the user is typing. */
  draft = "";
  topic = "";
  /** How many earlier messages the server has. */
  earlier = 0;
  /** How many lines were dropped at the start, in all. */
  dropped = 0;
  /** Grows with changes to lines that are not at an end. */
  version = 0;
  max = MAX_ITEMS;
  /** The messages that have come. */
  seen = new Seen();
  /** @type {Item[] | undefined} What comes while earlier messages are still to come. */
  held;

  constructor(key = "") {
    this.key = key;
    this.isChannel = key.startsWith("#");
    this.isPrivate = !/^[#*]/.test(key);
  }

  get #lastId() {
    return Math.max(this.seen.last, this.items.findLast(({ id }) => id)?.id ?? 0);
  }

  /**
   * Adds a line in the place that its id gives it, or at the end if it comes live from a cluster. Reports
   * whether it is new.
   */
  /** @param {Item} item */
  add(item, isLast = false) {
    const { items } = this;
    const { id = Infinity } = item;
    let at = items.length;
    if (isLast && this.seen.has(id)) return false;
    if (id <= this.#lastId) {
      if (items.some((other) => other.id === id)) return false;
      if (!isLast) at = 1 + items.findLastIndex((other) => Number(other.id) <= id);
      this.version++;
    }
    if (item.id && item.type === "text") this.seen.note(id);
    items.splice(at, 0, item);
    if (items.length > this.max) {
      items.shift();
      this.dropped++;
      this.earlier++;
    }
    return true;
  }

  addNotice(text = "") {
    this.add({ type: "notice", from: "", text, time: Date.now() });
  }

  /** Notes who came or went, in one line with the notes before. @param {"joined" | "left"} change */
  note(change, name = "", isQuiet = false) {
    let item = this.items.at(-1);
    if (!item?.joined) {
      item = { type: "presence", from: "", text: "", time: Date.now(), joined: [], left: [] };
      this.add(item);
    }
    item[change]?.push(name);
    item.text = (/** @type {const} */ (["joined", "left"])).flatMap((verb) => {
      const names = item[verb] ?? [];
      const others = names.length - MAX_NAMED;
      const first = names.slice(0, MAX_NAMED).map(shownName).join(", ");
      const shown = isQuiet ? names.length : others > 0 ? `${first} and ${others} more` : first;
      return names.length > 0 ? `${shown} ${verb}` : [];
    }).join("; ");
  }

  /** Removes the lines of some users. @param {(name: string) => boolean} isUser */
  removeFrom(isUser) {
    this.items = this.items.filter(({ from }) => !isUser(from));
    this.version++;
  }

  clear() {
    this.removeFrom(() => true);
    this.seen = new Seen();
  }

  /** Returns what outlives the page. */
  toJSON() {
    const { key, topic, earlier, seen: { marks } } = this;
    // A command may hold a password.
    const draft = /^\s*\/(?!\/)/.test(this.draft) ? "" : this.draft;
    /** @type {Draft[]} */
    const pending = this.pending.slice(-MAX_KEPT)
      .map(({ text, state }) => ({ text, state: state === "sent" ? "unsure" : state }));
    const items = this.items.filter(({ text }) => text.length < MAX_KEPT_LENGTH).slice(-MAX_KEPT);
    return { key, topic, draft, pending, earlier, items, marks };
  }

  /** @param {number[]} marks */
  set marks(marks) {
    this.seen = new Seen(marks);
  }
}
