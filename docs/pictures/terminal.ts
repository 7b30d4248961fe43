import { Pty } from "../../tests/end_to_end/pty.ts";
import type { Screen } from "./screen.ts";

/** The size of every terminal in the pictures: two side by side are legible 800 pixels wide. */
export const SIZE = { columns: 46, rows: 16 };

/** Without things that would look different elsewhere. */
const SILENCE = [
  "-u",
  "ENV",
  "-u",
  "NO_COLOR",
  "DENO_NO_UPDATE_CHECK=1",
  "BASH_SILENCE_DEPRECATION_WARNING=1",
];

const SHELL_PROMPT = "$ ";

/**
 * A shell on a real pty, and somebody who types. Each step waits until its outcome is on the screen,
 * so that a scene looks the same every time.
 */
export class Terminal implements AsyncDisposable {
  readonly #pty: Pty;
  #prompt = SHELL_PROMPT;
  /** What is expected in the cursor's row: the prompt and what was typed behind it. */
  #line = SHELL_PROMPT;

  private constructor(pty: Pty) {
    this.#pty = pty;
  }

  /** Opens a terminal and waits for the shell's prompt. */
  static async open(): Promise<Terminal> {
    const pty = await Pty.start(["env", ...SILENCE, `PS1=${SHELL_PROMPT}`, "sh"], SIZE);
    const terminal = new Terminal(pty);
    try {
      await terminal.#settled();
    } catch (error) {
      await pty[Symbol.asyncDispose]();
      throw error;
    }
    return terminal;
  }

  /** Types the command line of a program with this prompt, and Enter. */
  async run(command: string, prompt: string): Promise<void> {
    await this.type(command);
    this.#prompt = prompt;
    await this.#enter();
  }

  /** Types a line and Enter. */
  async send(line: string): Promise<void> {
    await this.type(line);
    await this.#enter();
  }

  /** Types `text` and leaves it at that. */
  async type(text: string): Promise<void> {
    this.#pty.type(text);
    this.#line += text;
    await this.#settled();
  }

  /** Waits until `text` is the last row above the line that is being typed. */
  async shows(text: string): Promise<void> {
    await this.#settled(text);
  }

  /** What is on the screen now. */
  screen(): Screen {
    const pty = this.#pty;
    return { ...SIZE, lines: pty.screen(), colours: pty.coloured(), cursor: pty.cursor() };
  }

  /** Ends the shell and what runs in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pty[Symbol.asyncDispose]();
  }

  async #enter(): Promise<void> {
    this.#pty.key("Enter");
    this.#line = this.#prompt;
    await this.#settled();
  }

  async #settled(above?: string): Promise<void> {
    const line = this.#line;
    const what = above === undefined ? `"${line}"` : `"${above}" above "${line}"`;
    await this.#pty.waitFor((rows) => {
      const { row, column } = this.#pty.cursor();
      return column === line.length && rows[row] === line.trimEnd() &&
        (above === undefined || rows[row - 1] === above);
    }, what);
  }
}
