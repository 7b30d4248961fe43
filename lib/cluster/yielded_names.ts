import { keyOf } from "../chat/user.ts";
import type { Clock } from "../net/clock.ts";
import type { Holder } from "./name_record.ts";

/** How long a holder counts as gone, in milliseconds: longer than it takes to find a server dead. */
const MAX_AGE_MS = 30_000;

/**
 * Names whose owners have come back on this server, while the servers that hold the names do not answer.
 * Those holders do not count: they have been told to put the user out, and will do so if they live.
 */
export class YieldedNames {
  readonly #clock: Clock;
  /** When they were yielded, by the runs of the servers and the keys of the names. */
  readonly #since = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Records that the holder of a name on another server does not count. */
  add(name: string, boot: string): void {
    const from = this.#clock.now() - MAX_AGE_MS;
    for (const [key, since] of this.#since) if (since < from) this.#since.delete(key);
    this.#since.set(keyFor(name, boot), this.#clock.now());
  }

  /** Reports whether the holder of a name does not count. */
  has({ name, boot }: Pick<Holder, "name" | "boot">): boolean {
    const since = this.#since.get(keyFor(name, boot));
    return since !== undefined && since >= this.#clock.now() - MAX_AGE_MS;
  }
}

function keyFor(name: string, boot: string): string {
  return `${boot} ${keyOf(name)}`;
}
