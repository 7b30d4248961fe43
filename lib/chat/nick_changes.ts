import type { NameSpace } from "./name_space.ts";
import type { Observers } from "./observers.ts";
import type { User } from "./user.ts";

/** A name with its form in IRC. */
type Named = Pick<User, "name" | "nick">;

/** Nicks that change while names stay: in a cluster, two servers may give one nick at the same time. */
export class NickChanges {
  readonly #names: NameSpace;
  readonly #observers: Observers;

  constructor(names: NameSpace, observers: Observers) {
    this.#names = names;
    this.#observers = observers;
  }

  /** Gives a user another nick, if nobody has it. */
  change(user: User, nick: string): void {
    const former = user.snapshot();
    if (!this.#names.changeNick(user, nick)) return;
    this.#observers.notify((observer) => observer.onRename(user, former));
  }

  /**
   * Frees the nick that a user of another server has there, if the user here who has it has less right to
   * it.
   */
  makeWay(user: User, named: Named): void {
    const holder = user.server === undefined ? undefined : this.#names.byNick(named.nick);
    if (!holder || holder === user || !hasPrecedence(named, holder)) return;
    this.change(holder, this.#names.freeNick(holder.nick));
  }
}

/**
 * Reports whether one of two users has the better right to a nick that both have, each on its server: one
 * whose name it is, or else the one with the lower name. So all servers of a cluster decide alike.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const [zoe, other] = [{ name: "Zo\u00eb", nick: "Zo_" }, { name: "Zo\u00e8", nick: "Zo_" }];
 * assert.equal(hasPrecedence({ name: "Zo_", nick: "Zo_" }, zoe), true);
 * assert.equal(hasPrecedence(zoe, other), false);
 * ```
 */
export function hasPrecedence(one: Named, other: Named): boolean {
  const [isExact, isOtherExact] = [one, other].map(({ name, nick }) => name === nick);
  return isExact === isOtherExact ? one.name < other.name : isExact!;
}
