import { isOver, type Penalty } from "./penalty.ts";

/** Penalties, each of which goes when it is over. */
export class PenaltySet<T extends Penalty> {
  readonly #now: () => number;
  readonly #onOver: (penalty: T) => void;
  readonly #penalties = new Set<T>();
  #nextEnd = Infinity;

  /**
   * @param now Returns the time, in milliseconds since 1970.
   * @param onOver Gets each penalty that is over.
   */
  constructor(now: () => number, onOver: (penalty: T) => void) {
    this.#now = now;
    this.#onOver = onOver;
  }

  /** Returns the penalties that hold now, in the order in which they were added. */
  current(): ReadonlySet<T> {
    const now = this.#now();
    if (now >= this.#nextEnd) {
      const over = [...this.#penalties].filter((penalty) => isOver(penalty, now));
      for (const penalty of over) this.#penalties.delete(penalty);
      this.#nextEnd = Math.min(...Array.from(this.#penalties, endOf));
      for (const penalty of over) this.#onOver(penalty);
    }
    return this.#penalties;
  }

  add(penalty: T): void {
    this.#penalties.add(penalty);
    this.#nextEnd = Math.min(this.#nextEnd, endOf(penalty));
  }

  delete(penalty: T): void {
    this.#penalties.delete(penalty);
  }
}

function endOf({ until }: Penalty): number {
  return until ?? Infinity;
}

/** Returns penalties, the oldest first, in the same order on all servers. */
export function inOrder<T extends Penalty & { readonly time: number }>(
  penalties: Iterable<T>,
  keyOf: (penalty: T) => string,
): T[] {
  const compare = (a: T, b: T) => a.time - b.time || (keyOf(a) < keyOf(b) ? -1 : 1);
  return [...penalties].sort(compare);
}
