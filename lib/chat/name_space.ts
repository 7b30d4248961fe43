import { addressOf, type User } from "./user.ts";

/**
 * The names in use. Two names are the same when they are addressed the same way, so that `Al ice`
 * and `Al_ice` cannot both be here and be taken for each other.
 */
export class NameSpace {
  readonly #users = new Map<string, User>();
  #addresses: readonly string[] | undefined;
  /** For names here that others wanted too: no suffix below this one is free. Spares a long search. */
  readonly #nextSuffix = new Map<string, number>();

  /** The users by their address, in order of arrival. */
  get users(): ReadonlyMap<string, User> {
    return this.#users;
  }

  /** The addresses in order of arrival: the same array until somebody comes or leaves. */
  get addresses(): readonly string[] {
    return this.#addresses ??= [...this.#users.keys()];
  }

  /** The user with that address. */
  get(address: string): User | undefined {
    return this.#users.get(address);
  }

  /** Whether somebody is addressed like a user of that name would be. */
  isTaken(name: string): boolean {
    return this.#users.has(addressOf(name));
  }

  add(user: User): void {
    this.#addresses = undefined;
    this.#users.set(user.address, user);
  }

  remove(user: User): void {
    this.#addresses = undefined;
    this.#users.delete(user.address);
    this.#nextSuffix.delete(user.address);
    const [, base, suffix] = /^(.*)_(\d+)$/s.exec(user.address) ?? [];
    if (base === undefined) return;
    const next = this.#nextSuffix.get(base);
    if (next !== undefined) this.#nextSuffix.set(base, Math.min(next, Math.max(2, Number(suffix))));
  }

  /** `name` if it is free, else with the lowest free suffix: `_2`, `_3` … */
  firstFree(name: string): string {
    const address = addressOf(name);
    if (!this.isTaken(name)) return name;
    let suffix = this.#nextSuffix.get(address) ?? 2;
    while (this.#users.has(`${address}_${suffix}`)) suffix++;
    this.#nextSuffix.set(address, suffix);
    return `${name}_${suffix}`;
  }
}
