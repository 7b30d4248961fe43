import xterm from "@xterm/headless";
import { DEADLINE_MS, EXIT_DEADLINE_MS, withDeadline } from "./deadline.ts";
import { runToEnd } from "./running_process.ts";

/** Whether the system has pseudo-terminals. Tests that need one set `ignore: !HAS_PTY`. */
export const HAS_PTY = Deno.build.os !== "windows";

/** Size of the screen, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Coloured text on the screen, and where it starts. */
export interface Coloured {
  text: string;
  readonly colour: number;
  readonly row: number;
  readonly column: number;
}

const KEYS = {
  Up: "\x1b[A",
  Down: "\x1b[B",
  Right: "\x1b[C",
  Left: "\x1b[D",
  Home: "\x1b[H",
  End: "\x1b[F",
  Delete: "\x1b[3~",
  Backspace: "\x7f",
  Enter: "\r",
  Tab: "\t",
  Escape: "\x1b",
  "Ctrl+Left": "\x1b[1;5D",
  "Ctrl+Right": "\x1b[1;5C",
} as const;

/** The name of a key, including `Ctrl+A` to `Ctrl+Z` and `Alt+a` to `Alt+z`. */
export type KeyName = keyof typeof KEYS | `Ctrl+${string}` | `Alt+${string}`;

/**
 * A program on a real terminal. The `script` of util-linux or macOS provides the pseudo-terminal, and
 * xterm's emulator turns the program's output into a screen.
 */
export class Pty implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #terminal: xterm.Terminal;
  readonly #facts = new Map<string, string>();
  readonly #finished: Promise<void>;
  #written = "";
  #onOutput = Promise.withResolvers<void>();
  #hasEnded = false;

  private constructor(command: readonly string[], size: Size) {
    // VTE, kitty, tmux and most others also rewrap the cursor's line. xterm.js does not by default.
    this.#terminal = new xterm.Terminal({
      cols: size.columns,
      rows: size.rows,
      reflowCursorLine: true,
      allowProposedApi: true,
    });
    // The shell around the program reports facts in an escape sequence that no other program uses.
    this.#terminal.parser.registerOscHandler(7777, (fact) => {
      const [name = "", value = ""] = fact.split("=");
      this.#facts.set(name, value);
      return true;
    });
    this.#process = start(wrapperScript(command, size));
    this.#input = this.#process.stdin.getWriter();
    this.#finished = this.#receive();
  }

  /** Starts `command` on a new terminal. Resolves just before the program starts. */
  static async start(
    command: readonly string[],
    size: Size = { columns: 80, rows: 24 },
  ): Promise<Pty> {
    const pty = new Pty(command, size);
    try {
      await pty.waitFor(() => pty.#facts.has("pid"), "the pseudo-terminal");
    } catch (error) {
      await pty[Symbol.asyncDispose]();
      throw error;
    }
    return pty;
  }

  /** The program's process id. */
  get pid(): number {
    return Number(this.#fact("pid"));
  }

  /** Resolves to the exit code, after all output is on the screen. */
  get exit(): Promise<number> {
    const exited = this.#finished.then(async () => (await this.#process.status).code);
    return withDeadline(
      exited,
      () => this.#withScreen("The program did not end"),
      EXIT_DEADLINE_MS,
    );
  }

  /** The terminal's settings (`stty -g`) before the program started. */
  get settingsBefore(): string {
    return this.#fact("before");
  }

  /** The terminal's settings (`stty -g`) after the program ended. */
  get settingsAfter(): string {
    return this.#fact("after");
  }

  /** Types `text`. */
  type(text: string): void {
    // If the program has already ended, the test notices when it waits for the next event.
    this.#input.write(new TextEncoder().encode(text)).catch(() => {});
  }

  /** Presses a key. */
  key(name: KeyName): void {
    this.type(sequenceOf(name));
  }

  /** Returns the rows of the screen, without the spaces at their ends. */
  screen(): string[] {
    return this.#rows(this.#terminal.buffer.active.baseY);
  }

  /** Returns the rows that have scrolled off the screen, followed by those on it. */
  transcript(): string[] {
    return this.#rows(0);
  }

  /** The whole output of the program, including its escape sequences. */
  get written(): string {
    return this.#written;
  }

  /** Returns the coloured text on the screen. Each colour is an index into the palette of 256. */
  coloured(): Coloured[] {
    const found: Coloured[] = [];
    const { active } = this.#terminal.buffer;
    for (let row = 0; row < this.#terminal.rows; row++) {
      const line = active.getLine(active.baseY + row);
      for (let column = 0, last = -1; column < this.#terminal.cols; column++) {
        const cell = line?.getCell(column);
        const colour = cell?.isFgDefault() ? -1 : cell?.getFgColor() ?? -1;
        if (colour >= 0 && colour !== last) found.push({ text: "", colour, row, column });
        if (colour >= 0) found.at(-1)!.text += cell!.getChars();
        last = colour;
      }
    }
    return found;
  }

  /** Returns the position of the cursor on the screen, counted from 0. */
  cursor(): { row: number; column: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { row: cursorY, column: cursorX };
  }

  /**
   * Waits until a condition holds for the screen.
   *
   * @param what A name for the condition, for the error message.
   * @throws {Error} if it does not hold before the deadline or the end of the program.
   */
  async waitFor(holds: (screen: string[]) => boolean, what: string): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const deadline = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), DEADLINE_MS);
    });
    try {
      for (let isLate = false; !holds(this.screen());) {
        if (isLate || this.#hasEnded) {
          throw new Error(this.#withScreen(`Waited in vain for ${what}`));
        }
        isLate = await Promise.race([this.#onOutput.promise, deadline]) === "late";
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Changes the size of the screen, like a user who drags the window's corner. */
  async resize(size: Size): Promise<void> {
    this.#terminal.resize(size.columns, size.rows);
    const flag = Deno.build.os === "darwin" ? "-f" : "-F";
    const tty = this.#fact("tty");
    const { code, error } = await runToEnd(
      ["stty", flag, tty, "rows", `${size.rows}`, "cols", `${size.columns}`],
    );
    if (code !== 0) throw new Error(`Cannot resize "${tty}": ${error.trim()}`);
  }

  /** Kills the program if it still runs, and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.#kill();
    await this.exit;
    await this.#input.abort().catch(() => {});
    this.#terminal.dispose();
  }

  #kill(): void {
    try {
      // Kills the program and not `script`, which would end only some time later.
      if (this.#facts.has("pid")) Deno.kill(this.pid, "SIGKILL");
      else this.#process.kill("SIGKILL");
    } catch {
      // It has just ended.
    }
  }

  async #receive(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#process.stdout) {
      this.#written += decoder.decode(bytes, { stream: true });
      await new Promise<void>((resolve) => this.#terminal.write(bytes, resolve));
      this.#notify();
    }
    this.#hasEnded = true;
    this.#notify();
  }

  #notify(): void {
    this.#onOutput.resolve();
    this.#onOutput = Promise.withResolvers();
  }

  #rows(first: number): string[] {
    const { active } = this.#terminal.buffer;
    const count = active.baseY + this.#terminal.rows - first;
    return Array.from(
      { length: count },
      (_, row) => active.getLine(first + row)?.translateToString().trimEnd() ?? "",
    );
  }

  #fact(name: string): string {
    const value = this.#facts.get(name);
    if (value === undefined) throw new Error(`The pseudo-terminal has not reported its "${name}"`);
    return value;
  }

  #withScreen(problem: string): string {
    const rows = this.screen().map((row) => `  |${row}`).join("\n");
    const { row, column } = this.cursor();
    return `${problem}; the cursor is at ${row},${column} of\n${rows}`;
  }
}

function sequenceOf(name: KeyName): string {
  if (name in KEYS) return KEYS[name as keyof typeof KEYS];
  const [modifier, key = ""] = name.split("+");
  if (key.length !== 1) throw new Error(`Unknown key "${name}"`);
  return modifier === "Alt" ? `\x1b${key}` : String.fromCharCode(key.charCodeAt(0) & 0x1f);
}

/** Returns a shell script that runs `command`, and reports facts about its terminal. */
function wrapperScript(command: readonly string[], size: Size): string {
  const program = ["sh", "-c", `${report("pid", "$$")}; exec "$@"`, "sh", ...command];
  return [
    "export TERM=xterm-256color",
    `stty rows ${size.rows} cols ${size.columns}`,
    report("tty", "$(tty)"),
    report("before", "$(stty -g)"),
    program.map(quoted).join(" "),
    "code=$?",
    report("after", "$(stty -g)"),
    "exit $code",
  ].join("\n");
}

function report(name: string, value: string): string {
  return `printf '\\033]7777;${name}=%s\\007' "${value}"`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function start(shellScript: string): Deno.ChildProcess {
  const args = Deno.build.os === "darwin"
    ? ["-q", "/dev/null", "sh", "-c", shellScript]
    : ["-qefc", `exec sh -c ${quoted(shellScript)}`, "/dev/null"];
  return new Deno.Command("script", { args, stdin: "piped", stdout: "piped", stderr: "null" })
    .spawn();
}
