import type { Console, ConsoleOptions } from "./console.ts";
import type { InputLine } from "./input_line.ts";
import { type ByteSource, readLines } from "./input_lines.ts";
import { type ByteSink, OutputQueue } from "./output_queue.ts";
import { promptEraser } from "./prompt_eraser.ts";
import { safeText } from "./safe_text.ts";
import { type DisplayOptions, shownText, type Speaker } from "./shown_text.ts";

/** A source of bytes that can be closed, also during a `read`, such as `Deno.stdin`. */
export interface ClosableSource extends ByteSource {
  close(): void;
}

/**
 * The console for pipes. Other programs compare its output byte by byte:
 *
 * - At the start, and each time the consumer asks for a further line, it writes the prompt. For the
 *   first line it writes the prompt only if that has changed since the start.
 * - For each message it writes `\r`, spaces over the prompt, `\r`, the message, a newline and the
 *   prompt.
 * - With an empty prompt it writes only messages and newlines.
 */
export class PlainConsole implements Console {
  readonly lines: AsyncIterable<InputLine>;
  readonly #input: ClosableSource;
  readonly #output: OutputQueue;
  /** All lines of the input. Successive consumers share it. */
  readonly #inputLines: AsyncGenerator<string>;
  #display: DisplayOptions;
  #prompt: string;
  /** The prompt that was written last, and the characters that erase it. */
  #writtenPrompt: string;
  #eraser: string;
  #isClosed = false;

  constructor(options: ConsoleOptions, input: ClosableSource, output: ByteSink) {
    this.#input = input;
    this.#output = new OutputQueue(output);
    this.#display = displayOptions(options);
    this.#output.broken.then(() => this.close());
    this.#prompt = this.#writtenPrompt = safeText(options.prompt);
    this.#eraser = promptEraser(this.#prompt);
    this.#inputLines = readLines(input);
    this.lines = { [Symbol.asyncIterator]: () => this.#read() };
    this.#output.write(this.#prompt);
  }

  print(text: string, from?: Speaker): void {
    if (this.#isClosed) return;
    const shown = shownText(text, from, this.#display);
    this.#output.write(this.#eraser + shown + "\n" + this.#nextPrompt());
  }

  flushed(): Promise<void> {
    return this.#output.flushed();
  }

  setPrompt(prompt: string): void {
    this.#prompt = safeText(prompt);
  }

  /** Does nothing: what a program has written stays written. */
  putBack(): void {}

  setOptions(options: ConsoleOptions): void {
    this.#display = displayOptions(options);
    this.setPrompt(options.prompt);
  }

  async close(lastWords?: string): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      if (lastWords !== undefined) this.#output.write(this.#eraser + safeText(lastWords) + "\n");
      this.#input.close();
    }
    await this.#output.flushed();
  }

  async *#read(): AsyncGenerator<InputLine> {
    if (this.#prompt !== this.#writtenPrompt) this.#output.write(this.#nextPrompt());
    for (;;) {
      const { value: line, done } = await this.#inputLines.next();
      if (done || this.#isClosed) return;
      yield { text: line, isLiteral: false };
      // The consumer has handled that line and asks for the next one.
      if (!this.#isClosed) this.#output.write(this.#nextPrompt());
    }
  }

  /** Returns the prompt to write, and prepares to erase it. */
  #nextPrompt(): string {
    if (this.#prompt !== this.#writtenPrompt) this.#eraser = promptEraser(this.#prompt);
    return this.#writtenPrompt = this.#prompt;
  }
}

function displayOptions({ times = false }: ConsoleOptions): DisplayOptions {
  return { times, colours: false };
}
