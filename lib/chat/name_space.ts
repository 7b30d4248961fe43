import { LookIndex } from "./look_index.ts";
import { foldCase, normalName } from "./name.ts";
import { nickBase, nickFor } from "./nick.ts";
import { looksLikeServer } from "./server_name.ts";
import { SuffixCounts } from "./suffix_counts.ts";
import { canonicalName, keyOf, type User } from "./user.ts";

/**
 * The names of the users who are logged in. Two names that are addressed in the same way or that
 * look the same are one name: `Al ice` and `Al_ice` cannot both be here, nor can `Alice` in Latin
 * and in Greek letters. The server's own name, and names that look like it, are always taken.
 */
export class NameSpace {
  readonly #users = new Map<string, User>();
  /** The users whose nicks are not their names, by their nicks in small letters. */
  readonly #nicks = new Map<string, User>();
  readonly #looks = new LookIndex();
  readonly #suffixes = new SuffixCounts();
  readonly #nickSuffixes = new SuffixCounts();
  #addresses: readonly string[] | undefined;
  #ownUsers = 0;

  /** The users by the keys of their names, in the order of login. */
  get users(): ReadonlyMap<string, User> {
    return this.#users;
  }

  /** The number of users who are on this server. */
  get ownUsers(): number {
    return this.#ownUsers;
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
    return other && spelling(other.address) === spelling(address) ? other : undefined;
  }

  /** Returns the user with that nick. */
  byNick(nick: string): User | undefined {
    const key = foldCase(nick);
    const user = this.#nicks.get(key) ?? this.#users.get(key) ?? this.#users.get(keyOf(nick));
    return user && foldCase(user.nick) === key ? user : undefined;
  }

  /** Reports whether a user or the server has that name, or one that looks the same. */
  isTaken(name: string): boolean {
    const key = keyOf(name);
    return this.#users.has(key) || this.#looks.hasLike(canonicalName(name)) ||
      looksLikeServer(name);
  }

  /** Adds a user, whose name must be free. */
  add(user: User): void {
    const key = keyOf(user.name);
    this.#addresses = undefined;
    if (user.server === undefined) this.#ownUsers++;
    if (user.nick !== user.name || this.#nicks.size > 0) {
      this.#setNick(user, this.freeNick(user.nick));
    }
    this.#users.set(key, user);
    this.#looks.add(canonicalName(user.name));
    this.#suffixes.add(key);
  }

  /** Gives a user another nick. Returns whether nobody had it. */
  changeNick(user: User, nick: string): boolean {
    if (this.byNick(nick)) return false;
    this.#forgetNick(user);
    this.#setNick(user, nick);
    return true;
  }

  #setNick(user: User, nick: string): void {
    user.setName(user.name, nick);
    if (nick === user.name) return;
    this.#nicks.set(foldCase(nick), user);
    this.#nickSuffixes.add(foldCase(nick));
  }

  #forgetNick(user: User): void {
    const nick = foldCase(user.nick);
    if (this.#nicks.get(nick) !== user) return;
    this.#nicks.delete(nick);
    this.#nickSuffixes.remove(nick);
  }

  /** Returns a nick that nobody has: this one, or one with the lowest free suffix. */
  freeNick(nick: string): string {
    if (!this.byNick(nick)) return nick;
    const base = nickBase(nick);
    let suffix = this.#nickSuffixes.firstToTry(foldCase(base));
    while (this.byNick(`${base}_${suffix}`)) suffix++;
    this.#nickSuffixes.haveTried(foldCase(base), suffix);
    return `${base}_${suffix}`;
  }

  /** Removes a user and frees the name. */
  remove(user: User): void {
    const key = keyOf(user.name);
    if (this.#users.get(key) !== user) return;
    if (user.server === undefined) this.#ownUsers--;
    this.#addresses = undefined;
    this.#users.delete(key);
    this.#forgetNick(user);
    this.#looks.remove(canonicalName(user.name));
    this.#suffixes.remove(key);
  }

  /**
   * Gives a user who is here another name, and the place in the order of login that the new name gets.
   * Returns whether the name was free.
   *
   * @param nick The nick that goes with the name, if nobody has it.
   */
  rename(user: User, name: string, nick = nickFor(name)): boolean {
    const { name: former, nick: formerNick } = user;
    this.remove(user);
    const isFree = !this.isTaken(name);
    if (isFree) user.setName(name, nick);
    else user.setName(former, formerNick);
    this.add(user);
    return isFree;
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

function spelling(address: string): string {
  return foldCase(normalName(address));
}
