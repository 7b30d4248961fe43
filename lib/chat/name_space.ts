import { LookIndex } from "./look_index.ts";
import { normalName } from "./name.ts";
import { looksLikeServer } from "./server_name.ts";
import { SuffixCounts } from "./suffix_counts.ts";
import { keyOf, type User } from "./user.ts";

/**
 * The names of the users who are logged in. Two names that are addressed in the same way or that
 * look the same are one name: `Al ice` and `Al_ice` cannot both be here, nor can `Alice` in Latin
 * and in Greek letters. The server's own name, and names that look like it, are always taken.
 */
export class NameSpace {
  readonly #users = new Map<string, User>();
  readonly #looks = new LookIndex();
  readonly #suffixes = new SuffixCounts();
  #addresses: readonly string[] | undefined;

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

  /** Reports whether a user or the server has that name, or one that looks the same. */
  isTaken(name: string): boolean {
    const key = keyOf(name);
    return this.#users.has(key) || this.#looks.hasLike(key) || looksLikeServer(name);
  }

  /** Adds a user, whose name must be free. */
  add(user: User): void {
    const key = keyOf(user.name);
    this.#addresses = undefined;
    this.#users.set(key, user);
    this.#looks.add(key);
    this.#suffixes.add(key);
  }

  /** Removes a user and frees the name. A user who is not here is left alone. */
  remove(user: User): void {
    const key = keyOf(user.name);
    if (this.#users.get(key) !== user) return;
    this.#addresses = undefined;
    this.#users.delete(key);
    this.#looks.remove(key);
    this.#suffixes.remove(key);
  }

  /**
   * Returns `name` if it is free, else `base` with the lowest free suffix: `_2`, `_3` and so on.
   *
   * @param base A form of the name that leaves room for a suffix.
   * @param isReserved Reports whether nobody may get a name, although no user has it.
   */
  firstFree(name: string, base = name, isReserved = (_name: string) => false): string {
    const isTaken = (name: string) => this.isTaken(name) || isReserved(name);
    if (!isTaken(name)) return name;
    const key = keyOf(base);
    let suffix = this.#suffixes.firstToTry(key);
    while (isTaken(`${base}_${suffix}`)) suffix++;
    this.#suffixes.haveTried(key, suffix);
    return `${base}_${suffix}`;
  }
}
