import type { ByteSink } from "../../terminal/output_queue.ts";
import { OutputQueue } from "../../terminal/output_queue.ts";
import type { Side } from "./decoder.ts";
import { escaped } from "./visible_bytes.ts";

/** The direction of what a side sends. */
const ARROWS: Readonly<Record<Side, string>> = { client: "->", server: "<-" };

/** The number of characters that may wait for a slow reader of the output. */
const MAX_QUEUED_LENGTH = 64 * 1024;

/** Shows what happens on connections, a line for each event. */
export class WireView {
  readonly #output: OutputQueue;

  constructor(sink: ByteSink) {
    this.#output = new OutputQueue(sink);
  }

  /** Resolves when the reader of the output is gone. */
  get broken(): Promise<void> {
    return this.#output.broken;
  }

  /** Shows a line that is about no connection. */
  note(text: string): void {
    this.#output.write(`${escaped(text)}\n`);
  }

  /** Shows a line about a connection, or about what one of its sides has sent. */
  show(connection: number, from: Side | undefined, text: string): void {
    const arrow = from === undefined ? "--" : ARROWS[from];
    this.#output.write(`${timeOfDay(new Date())} #${connection} ${arrow} ${text}\n`);
  }

  /** Resolves when little enough waits for the reader of the output. */
  async ready(): Promise<void> {
    if (this.#output.queuedLength > MAX_QUEUED_LENGTH) await this.#output.flushed();
  }

  /** Resolves when everything is written. */
  flushed(): Promise<void> {
    return this.#output.flushed();
  }
}

/** Returns the local time with milliseconds. */
function timeOfDay(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const milliseconds = String(time.getMilliseconds()).padStart(3, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${
    two(time.getSeconds())
  }.${milliseconds}`;
}
