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
  readonly #errors: BugReporter;
  #waiting = new Set<Flushable>();
  readonly #run = () => {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const flushable of waiting) {
      try {
        flushable.flush();
      } catch (error) {
        this.#errors.report("Cannot send", error);
      }
    }
  };

  /** @param errors Gets what a flush throws, so that the other flushes still run. */
  constructor(errors: BugReporter) {
    this.#errors = errors;
  }

  /** Flushes `flushable` once at the end of this turn, however often it is added. */
  add(flushable: Flushable): void {
    if (this.#waiting.size === 0) queueMicrotask(this.#run);
    this.#waiting.add(flushable);
  }
}
