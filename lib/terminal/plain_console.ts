import type { Console, ConsoleOptions } from "./console.ts";
import { type ByteSource, readLines } from "./input_lines.ts";
import { type ByteSink, OutputQueue } from "./output_queue.ts";
import { safeText } from "./safe_text.ts";
import { type Showing, shownText, type Speaker } from "./shown_text.ts";

/** Input that can be given up, also in the middle of a `read`: `Deno.stdin`, for one. */
export interface ClosableSource extends ByteSource {
  close(): void;
}

/**
 * The console for pipes. Other programs compare what it writes byte by byte: at the start and each
 * time the consumer comes for a further line (for the first one if it has changed) the prompt; for each message `\r`, spaces over the
 * prompt, `\r`, the message, a newline and the prompt. Without a prompt just messages and newlines.
 */
export class PlainConsole implements Console {
  readonly lines: AsyncIterable<string>;
  readonly #input: ClosableSource;
  readonly #output: OutputQueue;
  /** All lines of the input, whoever reads them. */
  readonly #entered: AsyncGenerator<string>;
  #showing: Showing;
  #prompt: string;
  /** The prompt that was written last, and what wipes it. */
  #written: string;
  #wipe: string;
  #isClosed = false;

  constructor(options: ConsoleOptions, input: ClosableSource, output: ByteSink) {
    this.#input = input;
    this.#output = new OutputQueue(output);
    this.#showing = showingOf(options);
    this.#output.broken.then(() => this.close());
    this.#prompt = this.#written = safeText(options.prompt);
    this.#wipe = wipeOf(this.#prompt);
    this.#entered = readLines(input);
    this.lines = { [Symbol.asyncIterator]: () => this.#read() };
    this.#output.write(this.#prompt);
  }

  print(text: string, from?: Speaker): void {
    if (this.#isClosed) return;
    const shown = shownText(text, from, this.#showing);
    this.#output.write(this.#wipe + shown + "\n" + this.#promptAgain());
  }

  flushed(): Promise<void> {
    return this.#output.flushed();
  }

  setPrompt(prompt: string): void {
    this.#prompt = safeText(prompt);
  }

  become(options: ConsoleOptions): void {
    this.#showing = showingOf(options);
    this.setPrompt(options.prompt);
  }

  async close(lastWords?: string): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      if (lastWords !== undefined) this.#output.write(this.#wipe + safeText(lastWords) + "\n");
      this.#input.close();
    }
    await this.#output.flushed();
  }

  async *#read(): AsyncGenerator<string> {
    if (this.#prompt !== this.#written) this.#output.write(this.#promptAgain());
    for (;;) {
      const { value: line, done } = await this.#entered.next();
      if (done || this.#isClosed) return;
      yield line;
      // The consumer is done with that line and wants the next.
      if (!this.#isClosed) this.#output.write(this.#promptAgain());
    }
  }

  /** The prompt to write, after which wiping means wiping this one. */
  #promptAgain(): string {
    if (this.#prompt !== this.#written) this.#wipe = wipeOf(this.#prompt);
    return this.#written = this.#prompt;
  }
}

function showingOf({ times = false }: ConsoleOptions): Showing {
  return { times, colours: false };
}

function wipeOf(prompt: string): string {
  if (prompt === "") return "";
  // At most two columns each; to wipe too much does no harm, to look it up would cost start-up.
  const columns = Array.from(prompt.trimEnd(), (character) => character > "~" ? 2 : 1);
  const width = columns.reduce<number>((sum, each) => sum + each, 0);
  return "\r" + " ".repeat(Math.max(4, width)) + "\r";
}
