import type { User } from "./user.ts";

/** A named place where each member hears what the others say. It stays when the last member has left. */
export class Channel {
  readonly #members = new Set<User>();
  #addresses: readonly string[] | undefined;

  constructor(readonly name: string) {}

  /** Who is in it, in order of entry. */
  get members(): ReadonlySet<User> {
    return this.#members;
  }

  /** Their addresses in the same order: the same array until somebody enters or leaves. */
  get addresses(): readonly string[] {
    return this.#addresses ??= Array.from(this.#members, ({ address }) => address);
  }

  /** Only the hub calls it, as it does {@linkcode remove}. */
  add(user: User): void {
    this.#addresses = undefined;
    this.#members.add(user);
  }

  remove(user: User): void {
    this.#addresses = undefined;
    this.#members.delete(user);
  }
}
