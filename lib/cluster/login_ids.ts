import type { User } from "../chat/user.ts";

/**
 * The ids of logins, by which all servers of a cluster know a user, whatever name the user has by now: see
 * `UserFacts.loginId`.
 */
export class LoginIds {
  readonly #ids = new WeakMap<User, number>();
  readonly #users = new Map<number, User>();

  /** Returns the id of a user's login; `undefined` if other servers do not know the user. */
  of(user: User): number | undefined {
    return this.#ids.get(user);
  }

  /** Returns the user who is logged in under an id. */
  user(id: number): User | undefined {
    return this.#users.get(id);
  }

  /** Learns that a user has logged in. */
  add(user: User, id: number): void {
    this.#ids.set(user, id);
    this.#users.set(id, user);
  }

  /** Learns that a user has logged out. */
  delete(user: User): void {
    const id = this.#ids.get(user);
    if (id !== undefined && this.#users.get(id) === user) this.#users.delete(id);
  }
}
