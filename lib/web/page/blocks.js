import { keyOf } from "./names.js";
import { keep, recall } from "./storage.js";

/** The users whose messages are hidden. The list of a registered name is on the server. */
export class Blocks {
  /** @type {Map<string, number>} Their names, and how many messages of each were hidden. */
  counts = new Map(recall("localStorage", "blocked"));
  /** @type {Set<string> | undefined} The names on the server's list, if there is one. */
  #account;

  /** @param {Client} client */
  constructor(client) {
    this.client = client;
  }

  has(name = "") {
    return this.counts.has(keyOf(name));
  }

  /** Reports whether to hide a message of a user, and counts it if so. */
  hides(name = "") {
    const key = keyOf(name);
    const count = this.counts.get(key);
    if (count === undefined || name === this.client.name) return false;
    this.counts.set(key, count + 1);
    return true;
  }

  /** Asks the server for its list, if it keeps one for this user. */
  async load() {
    this.#use(await this.client.session.ask({ action: "blocks" }));
  }

  /** Gives the list to the server, which has none for a name that has just been registered. */
  async hand() {
    await this.#write([...this.counts.keys()]);
  }

  /** Blocks a user. Returns what the user reads about it. */
  async add(name = "") {
    const key = keyOf(name);
    if (this.counts.has(key)) return "already blocked";
    this.counts.set(key, 0);
    if (this.#account) return await this.#write([...this.#account, key]) ?? "blocked";
    return this.#keep((names) => [...names, key]) ? "blocked" : "blocked until you leave";
  }

  /** No longer blocks a user. Returns what the user reads about it. */
  async remove(name = "") {
    const key = keyOf(name);
    if (!this.counts.delete(key)) return "not blocked";
    this.#keep((names) => names.filter((it) => it !== key));
    const rest = this.#account?.has(key) && [...this.#account].filter((it) => it !== key);
    return rest && await this.#write(rest) || "no longer blocked";
  }

  /** Changes the names in the browser. Another page may have done so, too. */
  /** @param {(names: string[]) => string[]} change */
  #keep(change) {
    /** @type {[string, number][]} */
    const kept = recall("localStorage", "blocked") ?? [];
    const names = change(kept.map(([name]) => name));
    return keep("localStorage", "blocked", names.map((name) => [name, 0]));
  }

  /** Replaces the server's list. Returns what the user reads if that fails. @param {string[]} names */
  async #write(names) {
    const answer = await this.client.session.ask({ action: "blocks", body: names });
    this.#use(answer);
    if (answer?.action === "blocks") return;
    return `blocked only here: ${answer?.body ?? "there is no connection"}`;
  }

  /** @param {Answer} [answer] */
  #use(answer) {
    if (answer?.action !== "blocks") return;
    const names = new Set([answer.body].flat().filter(Boolean).map(keyOf));
    // Another client of the user may have unblocked some.
    for (const key of this.#account ?? []) if (!names.has(key)) this.counts.delete(key);
    for (const key of names) this.counts.set(key, this.counts.get(key) ?? 0);
    this.#account = names;
  }
}
