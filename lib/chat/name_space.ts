import { addressOf, SERVER_NAME, type User } from "./user.ts";

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

  /** The user of that name or address. */
  get(name: string): User | undefined {
    return this.#users.get(addressOf(name));
  }

  /** Whether nobody can get that name now. */
  isTaken(name: string): boolean {
    const address = addressOf(name);
    return this.#users.has(address) || address === SERVER_NAME;
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
