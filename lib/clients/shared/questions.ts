import { UsageError } from "../../errors/expected_error.ts";
import type { Console } from "../../terminal/console.ts";
import type { InputKind, InputLine } from "../../terminal/input_line.ts";
import { parsePort } from "../../transport/port.ts";

/** The end of the input while a question was open. */
export class InputEnded extends Error {
  override name = "InputEnded";
}

/** Asks the user questions, and reads lines with a prompt for each. */
export class Questions {
  readonly #terminal: Console;
  readonly #lines: AsyncIterator<InputLine>;

  constructor(terminal: Console) {
    this.#terminal = terminal;
    this.#lines = terminal.lines[Symbol.asyncIterator]();
  }

  /** Reads the next line; `undefined` at the end of the input. */
  async line(prompt: string, asksFor: InputKind = "line"): Promise<InputLine | undefined> {
    this.#terminal.setPrompt(prompt, asksFor);
    const { value, done } = await this.#lines.next();
    // Otherwise, a message about the answer would be followed by the question again. What is typed
    // before the answer to a secret is probably the next try.
    this.#terminal.setPrompt("", asksFor === "secret" ? "secret" : "line");
    return done ? undefined : value;
  }

  /**
   * Asks a question until the answer is not empty.
   *
   * @param fallback The meaning of an empty answer.
   * @throws {InputEnded}
   */
  async answer(question: string, fallback?: string): Promise<string> {
    const prompt = questionText(question, fallback);
    for (;;) {
      const line = await this.line(prompt, "answer");
      if (line === undefined) throw new InputEnded();
      const answer = line.text.trim() || fallback;
      if (answer) return answer;
    }
  }

  /**
   * Asks a question without showing the answer on a terminal.
   *
   * @throws {InputEnded}
   */
  async secret(question: string): Promise<string> {
    const line = await this.line(questionText(question, undefined), "secret");
    if (line === undefined) throw new InputEnded();
    return line.text;
  }

  /**
   * Asks a question until the answer is yes or no.
   *
   * @throws {InputEnded}
   */
  async confirm(question: string): Promise<boolean> {
    for (;;) {
      const line = await this.line(`${question} [y/n] `, "answer");
      if (line === undefined) throw new InputEnded();
      if (/^y(es)?$/i.test(line.text.trim())) return true;
      if (/^no?$/i.test(line.text.trim())) return false;
    }
  }

  /**
   * Asks for a port until the answer is one.
   *
   * @throws {InputEnded}
   */
  async port(question: string, fallback: number): Promise<number> {
    for (;;) {
      const text = await this.answer(question, String(fallback));
      try {
        return parsePort(text);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        this.#terminal.print(error.message);
      }
    }
  }
}

/** Returns a question as the user sees it: `Server port [55555]: `. */
function questionText(question: string, fallback: string | undefined): string {
  return fallback === undefined ? `${question}: ` : `${question} [${fallback}]: `;
}
