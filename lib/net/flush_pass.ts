import type { BugReporter } from "./internal_errors.ts";

/** Something with bytes to write. */
export interface Flushable {
  flush(): void;
}

/**
 * Collects everything that has bytes to write until all input of this turn of the event loop is
 * processed, so that each connection gets one write instead of one for each message.
 *
 * It relies on the runtime resolving all finished reads of a turn before it runs microtasks.
 */
export class FlushPass {
  /**
   * Flushed at the end of each pass: what goes to the other servers of a cluster. With it, a pass also
   * waits for the input that the input of the turn lets in, such as that of clients that were held: it
   * runs after all microtasks, some microseconds later.
   */
  last: Flushable | undefined;
  readonly #errors: BugReporter;
  #waiting = new Set<Flushable>();
  #isDue = false;
  readonly #run = () => {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    this.#isDue = false;
    for (const flushable of waiting) this.#flush(flushable);
    if (this.last) this.#flush(this.last);
  };

  /** @param errors Gets what a flush throws, so that the other flushes still run. */
  constructor(errors: BugReporter) {
    this.#errors = errors;
  }

  /** Flushes `flushable` once at the end of this turn, however often it is added. */
  add(flushable: Flushable): void {
    this.begin();
    this.#waiting.add(flushable);
  }

  /** Begins a pass at the end of this turn, for {@linkcode last} at least. */
  begin(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    if (this.last) setImmediate(this.#run);
    else queueMicrotask(this.#run);
  }

  #flush(flushable: Flushable): void {
    try {
      flushable.flush();
    } catch (error) {
      this.#errors.report("Cannot send", error);
    }
  }
}
