import type { Console, ConsoleOptions } from "./console.ts";
import type { InputKind, InputLine } from "./input_line.ts";
import { readLines } from "./input_lines.ts";
import { type ByteSink, OutputQueue } from "./output_queue.ts";
import type { ClosableSource } from "./plain_console.ts";
import { safeText } from "./safe_text.ts";
import { type RawSource, readSecret } from "./secret_input.ts";
import { shownText, type Speaker } from "./shown_text.ts";

/**
 * The console for screen readers and for terminals that cannot move a cursor. It only adds lines: a
 * prompt is written once, and a message begins a line of its own. The system edits and echoes the
 * line being typed.
 */
export class LineConsole implements Console {
  readonly lines: AsyncIterable<InputLine>;
  readonly #input: ClosableSource & RawSource;
  readonly #output: OutputQueue;
  readonly #inputLines: AsyncGenerator<string>;
  #times: boolean;
  #prompt: string;
  #isSecret = false;
  /** The prompt that was written last, and whether nothing has followed it in its line. */
  #writtenPrompt = "";
  #isPromptOpen = false;
  #isClosed = false;

  constructor(options: ConsoleOptions, input: ClosableSource & RawSource, output: ByteSink) {
    this.#input = input;
    this.#output = new OutputQueue(output);
    this.#times = options.times ?? false;
    this.#prompt = safeText(options.prompt);
    this.#output.broken.then(() => this.close());
    this.#inputLines = readLines(input);
    this.lines = { [Symbol.asyncIterator]: () => this.#read() };
  }

  print(text: string, from?: Speaker): void {
    if (this.#isClosed) return;
    this.#writeLine(shownText(text, from, { times: this.#times, colours: false }));
  }

  flushed(): Promise<void> {
    return this.#output.flushed();
  }

  setPrompt(prompt: string, asksFor: InputKind = "line"): void {
    this.#prompt = safeText(prompt);
    this.#isSecret = asksFor === "secret";
  }

  /** Does nothing: the system edits the line. */
  putBack(): void {}

  setOptions(options: ConsoleOptions): void {
    this.#times = options.times ?? false;
    this.setPrompt(options.prompt);
  }

  async close(lastWords?: string): Promise<void> {
    if (!this.#isClosed) {
      if (lastWords !== undefined) this.#writeLine(safeText(lastWords));
      else if (this.#isPromptOpen) this.#output.write("\n");
      this.#isClosed = true;
      this.#input.close();
    }
    await this.#output.flushed();
  }

  async *#read(): AsyncGenerator<InputLine> {
    while (!this.#isClosed) {
      this.#writePrompt();
      const line = this.#isSecret
        ? await this.#readSecret()
        : (await this.#inputLines.next()).value;
      if (line === undefined || this.#isClosed) return;
      // The system has shown the line and its end.
      this.#isPromptOpen = false;
      yield { text: line, isLiteral: false };
    }
  }

  async #readSecret(): Promise<string | undefined> {
    const line = await readSecret(this.#input);
    this.#output.write("\n");
    return line;
  }

  #writePrompt(): void {
    if (this.#prompt === this.#writtenPrompt && !this.#isSecret) return;
    if (this.#isPromptOpen) this.#output.write("\n");
    this.#output.write(this.#prompt);
    this.#writtenPrompt = this.#prompt;
    this.#isPromptOpen = this.#prompt !== "";
  }

  #writeLine(text: string): void {
    this.#output.write(`${this.#isPromptOpen ? "\n" : ""}${text}\n`);
    this.#isPromptOpen = false;
  }
}
