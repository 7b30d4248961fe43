import type { Topic } from "./topic.ts";
import type { User } from "./user.ts";

/**
 * A named group of users who read each other's messages. It outlives its last member, but may have
 * to make room for another one then.
 */
export class Channel {
  /** Only the hub changes it. */
  topic: Topic | undefined;
  readonly #members = new Set<User>();
  #addresses: readonly string[] | undefined;

  /** @param creator The user who created it, unless the server did. */
  constructor(readonly name: string, readonly creator?: User) {}

  /** The members in the order in which they joined. */
  get members(): ReadonlySet<User> {
    return this.#members;
  }

  /** The members' addresses in the same order: the same array until the members change. */
  get addresses(): readonly string[] {
    return this.#addresses ??= Array.from(this.#members, ({ address }) => address);
  }

  /** Adds a member. Only the hub calls this. */
  add(user: User): void {
    this.#addresses = undefined;
    this.#members.add(user);
  }

  /** Removes a member. Only the hub calls this. */
  remove(user: User): void {
    this.#addresses = undefined;
    this.#members.delete(user);
  }
}
