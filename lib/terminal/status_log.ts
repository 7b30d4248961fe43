import { OutputQueue } from "./output_queue.ts";
import { safeText } from "./safe_text.ts";

/** How much may wait for a slow reader of the log, in characters. */
const MOST_WAITING = 64 * 1024;

/**
 * Lines for the operator. They never slow the program: where nobody reads them, as on a pipe that is
 * full, they are counted instead.
 */
export class StatusLog {
  readonly #queue: OutputQueue;
  readonly #lostLine: (count: number) => string;
  #lost = 0;

  /**
   * @param queue Where the lines go.
   * @param lostLine Says how many lines were lost.
   */
  constructor(
    queue: OutputQueue = new OutputQueue(Deno.stderr),
    lostLine = (count: number) => `(${count} lines lost)`,
  ) {
    this.#queue = queue;
    this.#lostLine = lostLine;
  }

  /** Writes one line. */
  line(text: string): void {
    if (this.#queue.waiting > MOST_WAITING) {
      this.#lost++;
      return;
    }
    if (this.#lost > 0) this.#queue.write(`${this.#lostLine(this.#lost)}\n`);
    this.#lost = 0;
    this.#queue.write(`${safeText(text).replaceAll("\n", "␊")}\n`);
  }
}
