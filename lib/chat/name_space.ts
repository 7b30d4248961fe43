import { looksLikeServer, normalName } from "./name.ts";
import { keyOf, type User } from "./user.ts";

/**
 * The names of the users who are logged in. Two names that are addressed or shown in the same way
 * are one name: `Al ice` and `Al_ice` cannot both be here. The server's own name, and names that
 * look like it, are always taken.
 */
export class NameSpace {
  readonly #users = new Map<string, User>();
  #addresses: readonly string[] | undefined;
  /** By key: every suffix below this number is taken. Avoids a long search for popular names. */
  readonly #nextSuffix = new Map<string, number>();

  /** The users by the keys of their names, in the order of login. */
  get users(): ReadonlyMap<string, User> {
    return this.#users;
  }

  /** The users' addresses in the order of login: the same array until the users change. */
  get addresses(): readonly string[] {
    return this.#addresses ??= Array.from(this.#users.values(), ({ address }) => address);
  }

  /** Returns the user with that address. */
  get(address: string): User | undefined {
    const user = this.#users.get(address);
    if (user?.address === address) return user;
    // The sender may have typed the same characters in another composition.
    const other = this.#users.get(keyOf(address));
    return other && normalName(other.address) === normalName(address) ? other : undefined;
  }

  /** Reports whether a user or the server has that name. */
  isTaken(name: string): boolean {
    return this.#users.has(keyOf(name)) || looksLikeServer(name);
  }

  /** Adds a user, whose name must be free. */
  add(user: User): void {
    this.#addresses = undefined;
    this.#users.set(keyOf(user.name), user);
  }

  /** Removes a user and frees the name. A user who is not here is left alone. */
  remove(user: User): void {
    const key = keyOf(user.name);
    if (this.#users.get(key) !== user) return;
    this.#addresses = undefined;
    this.#users.delete(key);
    this.#nextSuffix.delete(key);
    const [, base, suffix] = /^(.*)_(\d+)$/s.exec(key) ?? [];
    if (base === undefined) return;
    const next = this.#nextSuffix.get(base);
    if (next !== undefined) this.#nextSuffix.set(base, Math.min(next, Math.max(2, Number(suffix))));
  }

  /** Returns `name` if it is free, else `name` with the lowest free suffix: `_2`, `_3` and so on. */
  firstFree(name: string): string {
    if (!this.isTaken(name)) return name;
    const key = keyOf(name);
    let suffix = this.#nextSuffix.get(key) ?? 2;
    while (this.#users.has(`${key}_${suffix}`)) suffix++;
    // Not for the server's own name: no logout would ever clear the entry.
    if (this.#users.has(key)) this.#nextSuffix.set(key, suffix);
    return `${name}_${suffix}`;
  }
}
