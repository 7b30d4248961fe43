/** Something with bytes that wait to be written. */
export interface Flushable {
  flush(): void;
}

/**
 * Collects who has something to write, until all that was readable in this turn of the event loop
 * has been read: then everybody gets one write instead of one a message.
 *
 * It relies on the runtime handing over all finished reads of a turn before it runs microtasks.
 */
export class FlushPass {
  #waiting = new Set<Flushable>();
  readonly #run = () => {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const flushable of waiting) flushable.flush();
  };

  /** Has `flushable` flushed soon, and once only. */
  add(flushable: Flushable): void {
    if (this.#waiting.size === 0) queueMicrotask(this.#run);
    this.#waiting.add(flushable);
  }
}
