import type { Host } from "../../tests/support/namespaces.ts";
import { Pty, type Size } from "../../tests/support/pty.ts";
import { TemporaryFolder } from "../../tests/support/temporary_folder.ts";
import type { Screen } from "./screen.ts";

/** The default size: two terminals side by side are legible in a picture 800 pixels wide. */
const DEFAULT_SIZE: Size = { columns: 46, rows: 16 };

/** Arguments of `env` that make a shell look the same on every machine. */
const NEUTRAL_ENVIRONMENT = [
  "-u",
  "ENV",
  "-u",
  "NO_COLOR",
  "-u",
  "PARLEY_PASSWORD",
  "DENO_NO_UPDATE_CHECK=1",
  "BASH_SILENCE_DEPRECATION_WARNING=1",
];

/** Returns the environment of a user whose configuration is in a folder, for block lists and answers. */
function configuredIn(folder: string): string[] {
  if (Deno.build.os !== "darwin") return [`XDG_CONFIG_HOME=${folder}`];
  // There the configuration is below HOME, and so is Deno's cache.
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout));
  return [`HOME=${folder}`, `DENO_DIR=${denoDir}`];
}

const SHELL_PROMPT = "$ ";

/** The host and the size of a terminal. */
interface TerminalOptions {
  readonly host?: Host;
  readonly size?: Size;
}

/**
 * A shell in a real pseudo-terminal, with a simulated user. Each step waits until its result is on
 * the screen, so that a scene looks the same every time.
 */
export class Terminal implements AsyncDisposable {
  readonly #pty: Pty;
  readonly #size: Size;
  readonly #folder: TemporaryFolder;
  #prompt = SHELL_PROMPT;
  /** The expected text in the cursor's row: the prompt and the typed text. */
  #inputLine = SHELL_PROMPT;

  private constructor(pty: Pty, size: Size, folder: TemporaryFolder) {
    this.#pty = pty;
    this.#folder = folder;
    this.#size = size;
  }

  /**
   * Opens a terminal and waits for the shell's prompt.
   *
   * @param user The value of `USER`, which clients offer as a name.
   */
  static async open(
    user: string,
    { host, size = DEFAULT_SIZE }: TerminalOptions = {},
  ): Promise<Terminal> {
    const folder = new TemporaryFolder();
    const own = [...configuredIn(folder.path), `USER=${user}`, `PS1=${SHELL_PROMPT}`];
    const shell = ["env", ...NEUTRAL_ENVIRONMENT, ...own, "sh"];
    const pty = await Pty.start(host ? host.command(...shell) : shell, size);
    const terminal = new Terminal(pty, size, folder);
    try {
      await terminal.#waitForInputLine();
    } catch (error) {
      await terminal[Symbol.asyncDispose]();
      throw error;
    }
    return terminal;
  }

  /** Types a line and Enter, and waits for the next prompt (default: the same as before). */
  async send(line: string, prompt = this.#prompt): Promise<void> {
    await this.type(line);
    this.#prompt = prompt;
    this.#pty.key("Enter");
    this.#inputLine = prompt;
    await this.#waitForInputLine();
  }

  /** Types `text` without Enter. */
  async type(text: string): Promise<void> {
    this.#pty.type(text);
    this.#inputLine += text;
    await this.#waitForInputLine();
  }

  /** Waits until `text` is right above the input line. */
  async shows(text: string): Promise<void> {
    await this.#waitForInputLine(text);
  }

  /** Returns the current contents of the screen. */
  screen(): Screen {
    const pty = this.#pty;
    return { ...this.#size, lines: pty.screen(), colours: pty.coloured(), cursor: pty.cursor() };
  }

  /** Ends the shell and the programs that run in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pty[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }

  async #waitForInputLine(above?: string): Promise<void> {
    const line = this.#inputLine;
    const expectation = above === undefined ? `"${line}"` : `"${above}" above "${line}"`;
    await this.#pty.waitFor((rows) => {
      const { row, column } = this.#pty.cursor();
      return column === line.length && rows[row] === line.trimEnd() &&
        (above === undefined || this.#endsWith(rows.slice(0, row), above));
    }, expectation);
  }

  /** Reports whether rows end with a text, which may take several of them. */
  #endsWith(rows: readonly string[], text: string): boolean {
    const { columns } = this.#size;
    const last = rows.slice(-Math.ceil(text.length / columns));
    return last.map((row) => row.padEnd(columns)).join("").trimEnd() === text;
  }
}
