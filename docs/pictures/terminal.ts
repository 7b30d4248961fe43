import type { Host } from "../../tests/support/namespaces.ts";
import { Pty, type Size } from "../../tests/support/pty.ts";
import type { Screen } from "./screen.ts";

/** The size of a terminal in the pictures, unless told otherwise: two side by side are legible 800 pixels wide. */
const SIZE: Size = { columns: 46, rows: 16 };

/** Without things that would look different elsewhere. */
const SILENCE = [
  "-u",
  "ENV",
  "-u",
  "NO_COLOR",
  "-u",
  "PARLEY_PASSWORD",
  "DENO_NO_UPDATE_CHECK=1",
  "BASH_SILENCE_DEPRECATION_WARNING=1",
  // Whom somebody has blocked on this machine is left out, too.
  "XDG_CONFIG_HOME=/nowhere",
];

const SHELL_PROMPT = "$ ";

/** Where a terminal is, and how large. */
interface Place {
  readonly host?: Host;
  readonly size?: Size;
}

/**
 * A shell on a real pty, and somebody who types. Each step waits until its outcome is on the screen,
 * so that a scene looks the same every time.
 */
export class Terminal implements AsyncDisposable {
  readonly #pty: Pty;
  readonly #size: Size;
  #prompt = SHELL_PROMPT;
  /** What is expected in the cursor's row: the prompt and what was typed behind it. */
  #line = SHELL_PROMPT;

  private constructor(pty: Pty, size: Size) {
    this.#pty = pty;
    this.#size = size;
  }

  /**
   * Opens a terminal and waits for the shell's prompt.
   *
   * @param user What the system calls who sits there.
   */
  static async open(user: string, { host, size = SIZE }: Place = {}): Promise<Terminal> {
    const shell = ["env", ...SILENCE, `USER=${user}`, `PS1=${SHELL_PROMPT}`, "sh"];
    const pty = await Pty.start(host ? host.command(...shell) : shell, size);
    const terminal = new Terminal(pty, size);
    try {
      await terminal.#settled();
    } catch (error) {
      await pty[Symbol.asyncDispose]();
      throw error;
    }
    return terminal;
  }

  /** Types a line and Enter, and waits for the prompt that comes then: unless given, the same. */
  async send(line: string, prompt = this.#prompt): Promise<void> {
    await this.type(line);
    this.#prompt = prompt;
    this.#pty.key("Enter");
    this.#line = prompt;
    await this.#settled();
  }

  /** Types `text` and leaves it at that. */
  async type(text: string): Promise<void> {
    this.#pty.type(text);
    this.#line += text;
    await this.#settled();
  }

  /** Waits until `text` is the last above the line that is being typed. */
  async shows(text: string): Promise<void> {
    await this.#settled(text);
  }

  /** What is on the screen now. */
  screen(): Screen {
    const pty = this.#pty;
    return { ...this.#size, lines: pty.screen(), colours: pty.coloured(), cursor: pty.cursor() };
  }

  /** Ends the shell and what runs in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pty[Symbol.asyncDispose]();
  }

  async #settled(above?: string): Promise<void> {
    const line = this.#line;
    const what = above === undefined ? `"${line}"` : `"${above}" above "${line}"`;
    await this.#pty.waitFor((rows) => {
      const { row, column } = this.#pty.cursor();
      return column === line.length && rows[row] === line.trimEnd() &&
        (above === undefined || this.#isAbove(above, rows.slice(0, row)));
    }, what);
  }

  /** Whether rows end in a text, which may take several of them. */
  #isAbove(text: string, rows: readonly string[]): boolean {
    const { columns } = this.#size;
    const last = rows.slice(-Math.ceil(text.length / columns));
    return last.map((row) => row.padEnd(columns)).join("").trimEnd() === text;
  }
}
