import { looksLikeServer, normalName } from "./name.ts";
import { keyOf, type User } from "./user.ts";

/**
 * The names in use. Two names are the same when they are addressed or shown the same way, so that
 * `Al ice` and `Al_ice` cannot both be here and be taken for each other. The server's own name, and
 * what looks like it, is always taken.
 */
export class NameSpace {
  readonly #users = new Map<string, User>();
  #addresses: readonly string[] | undefined;
  /** For names here that others wanted too: no suffix below this one is free. Spares a long search. */
  readonly #nextSuffix = new Map<string, number>();

  /** The users by the key of their names, in order of arrival. */
  get users(): ReadonlyMap<string, User> {
    return this.#users;
  }

  /** The addresses in order of arrival: the same array until somebody comes or leaves. */
  get addresses(): readonly string[] {
    return this.#addresses ??= Array.from(this.#users.values(), ({ address }) => address);
  }

  /** The user with that address. */
  get(address: string): User | undefined {
    const user = this.#users.get(address);
    if (user?.address === address) return user;
    // Somebody may type it otherwise than its owner did.
    const other = this.#users.get(keyOf(address));
    return other && normalName(other.address) === normalName(address) ? other : undefined;
  }

  /** Whether somebody, or the server, is called so. */
  isTaken(name: string): boolean {
    return this.#users.has(keyOf(name)) || looksLikeServer(name);
  }

  add(user: User): void {
    this.#addresses = undefined;
    this.#users.set(keyOf(user.name), user);
  }

  remove(user: User): void {
    const key = keyOf(user.name);
    this.#addresses = undefined;
    this.#users.delete(key);
    this.#nextSuffix.delete(key);
    const [, base, suffix] = /^(.*)_(\d+)$/s.exec(key) ?? [];
    if (base === undefined) return;
    const next = this.#nextSuffix.get(base);
    if (next !== undefined) this.#nextSuffix.set(base, Math.min(next, Math.max(2, Number(suffix))));
  }

  /** `name` if it is free, else with the lowest free suffix: `_2`, `_3` … */
  firstFree(name: string): string {
    if (!this.isTaken(name)) return name;
    const key = keyOf(name);
    let suffix = this.#nextSuffix.get(key) ?? 2;
    while (this.#users.has(`${key}_${suffix}`)) suffix++;
    // What only the server is called is not remembered: nobody's leaving would end it.
    if (this.#users.has(key)) this.#nextSuffix.set(key, suffix);
    return `${name}_${suffix}`;
  }
}
