import { LOG_OUTPUT } from "./log_output.ts";
import { OutputQueue } from "./output_queue.ts";
import { safeText } from "./safe_text.ts";

/** How many characters can be queued for a slow reader before the log drops lines. */
const MAX_QUEUED_LENGTH = 64 * 1024;

/**
 * The log for the operator. It never slows the program down: while nobody reads it, as on a full
 * pipe, it counts the lines instead of keeping them.
 */
export class StatusLog {
  readonly #queue: OutputQueue;
  readonly #lostLine: (count: number) => string;
  #lost = 0;

  /**
   * @param queue The destination of the lines.
   * @param lostLine Returns the line that reports how many lines were lost.
   */
  constructor(
    queue: OutputQueue = new OutputQueue(LOG_OUTPUT),
    lostLine = (count: number) => `(${count} lines lost)`,
  ) {
    this.#queue = queue;
    this.#lostLine = lostLine;
  }

  /** Writes `text`, made safe, as one line. */
  line(text: string): void {
    if (this.#queue.queuedLength > MAX_QUEUED_LENGTH) {
      this.#lost++;
      return;
    }
    if (this.#lost > 0) this.#queue.write(`${this.#lostLine(this.#lost)}\n`);
    this.#lost = 0;
    this.#queue.write(`${safeText(text).replaceAll("\n", "␊")}\n`);
  }
}
