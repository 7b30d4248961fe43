import type { User } from "../chat/user.ts";

/** The place of a user in the cluster. */
export interface Home {
  readonly boot: string;
  readonly slot: number;
  /** The number of the user on that server. */
  readonly number: number;
}

/** The places of the users of other servers. */
export class Homes {
  readonly #homes = new WeakMap<User, Home>();

  /** Records the place of a user. */
  learn(user: User, home: Home): void {
    this.#homes.set(user, home);
  }

  /** Returns the place of a user of another server. */
  of(user: User): Home | undefined {
    return this.#homes.get(user);
  }

  /** Returns the numbers of those users who are on other servers, by the servers' slots. */
  bySlot(users: Iterable<User>): Map<number, number[]> {
    const numbers = new Map<number, number[]>();
    for (const user of users) {
      const home = this.#homes.get(user);
      if (!home) continue;
      const { slot, number } = home;
      const there = numbers.get(slot);
      if (there) there.push(number);
      else numbers.set(slot, [number]);
    }
    return numbers;
  }
}
