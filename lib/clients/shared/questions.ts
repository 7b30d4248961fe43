import { UsageError } from "../../errors/expected_error.ts";
import type { Console } from "../../terminal/console.ts";
import { parsePort } from "../../transport/port.ts";

/** There is no more input, but a question is open. */
export class InputEnded extends Error {
  override name = "InputEnded";
}

/** Reads what the user enters, each line behind a prompt of its own. */
export class Questions {
  readonly #terminal: Console;
  readonly #lines: AsyncIterator<string>;

  constructor(terminal: Console) {
    this.#terminal = terminal;
    this.#lines = terminal.lines[Symbol.asyncIterator]();
  }

  /** The next line, or `undefined` when there will be none. */
  async line(prompt: string, isSecret = false): Promise<string | undefined> {
    this.#terminal.setPrompt(prompt, isSecret);
    const { value, done } = await this.#lines.next();
    // What is said about the answer shall stand behind no question.
    this.#terminal.setPrompt("");
    return done ? undefined : value;
  }

  /**
   * The answer to a question, asked until there is one; an empty one means `fallback`.
   *
   * @throws {InputEnded}
   */
  async answer(question: string, fallback?: string): Promise<string> {
    const prompt = questionText(question, fallback);
    for (;;) {
      const line = await this.line(prompt);
      if (line === undefined) throw new InputEnded();
      const answer = line.trim() || fallback;
      if (answer) return answer;
    }
  }

  /**
   * The answer to a question, of which a terminal shows nothing.
   *
   * @throws {InputEnded}
   */
  async secret(question: string): Promise<string> {
    const line = await this.line(questionText(question, undefined), true);
    if (line === undefined) throw new InputEnded();
    return line;
  }

  /**
   * The same for a port.
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

/** A question as it is shown: `Server port [55555]: `. */
function questionText(question: string, fallback: string | undefined): string {
  return fallback === undefined ? `${question}: ` : `${question} [${fallback}]: `;
}
