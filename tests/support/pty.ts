import xterm from "@xterm/headless";

/** Whether there are ptys to test with; `ignore: !HAS_PTY` on tests that need one. */
export const HAS_PTY = Deno.build.os !== "windows";

/** The screen's size, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Text on the screen that has a colour, and where it starts. */
export interface Coloured {
  text: string;
  readonly colour: number;
  readonly row: number;
  readonly column: number;
}

const DEADLINE_MS = 20_000;

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

/** A key by its name; `Ctrl+A` to `Ctrl+Z` and `Alt+a` to `Alt+z` too. */
export type KeyName = keyof typeof KEYS | `Ctrl+${string}` | `Alt+${string}`;

/**
 * A program on a real terminal. util-linux' (or macOS') `script` gives the pty, xterm's emulator
 * makes a screen of what the program writes.
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
    // VTE, kitty, tmux and most others re-wrap the cursor's line too; xterm.js must be told.
    this.#terminal = new xterm.Terminal({
      cols: size.columns,
      rows: size.rows,
      reflowCursorLine: true,
      allowProposedApi: true,
    });
    // What the shell around the program tells us goes by an escape sequence that nobody else uses.
    this.#terminal.parser.registerOscHandler(7777, (fact) => {
      const [name = "", value = ""] = fact.split("=");
      this.#facts.set(name, value);
      return true;
    });
    this.#process = start(wrapped(command, size));
    this.#input = this.#process.stdin.getWriter();
    this.#finished = this.#receive();
  }

  /** Starts `command` on a new terminal. Resolves when the program is about to start. */
  static async start(
    command: readonly string[],
    size: Size = { columns: 80, rows: 24 },
  ): Promise<Pty> {
    const pty = new Pty(command, size);
    try {
      await pty.waitFor(() => pty.#facts.has("pid"), "the pty");
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

  /** The exit code, when all that was written is on the screen. */
  get exit(): Promise<number> {
    return this.#finished.then(async () => (await this.#process.status).code);
  }

  /** The terminal's settings (`stty -g`) before the program started. */
  get settingsBefore(): string {
    return this.#fact("before");
  }

  /** The terminal's settings (`stty -g`) after the program ended. */
  get settingsAfter(): string {
    return this.#fact("after");
  }

  /** Types `text`, as it is. */
  type(text: string): void {
    // The program may be gone already; a test sees that from what it waits for next.
    this.#input.write(new TextEncoder().encode(text)).catch(() => {});
  }

  /** Presses a key. */
  key(name: KeyName): void {
    this.type(sequenceOf(name));
  }

  /** What is on the screen: its rows, without the blanks at their right. */
  screen(): string[] {
    return this.#rows(this.#terminal.buffer.active.baseY);
  }

  /** What is on the screen and what has scrolled off its top. */
  transcript(): string[] {
    return this.#rows(0);
  }

  /** All that the program has written, with its escape sequences. */
  get written(): string {
    return this.#written;
  }

  /** The text on the screen that has a colour of its own, with that of the 256 that it is. */
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

  /** Where the cursor is on the screen, counted from 0. */
  cursor(): { row: number; column: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { row: cursorY, column: cursorX };
  }

  /**
   * Waits until `holds` of the screen.
   * @param what What is waited for, for the error's text.
   * @throws {Error} It did not come within twenty seconds, or the program ended without it.
   */
  async waitFor(holds: (screen: string[]) => boolean, what: string): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), DEADLINE_MS);
    });
    try {
      for (let isLate = false; !holds(this.screen());) {
        if (isLate || this.#hasEnded) throw new Error(this.#inVain(what));
        isLate = await Promise.race([this.#onOutput.promise, tooLate]) === "late";
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Changes the screen's size, as a user does who drags the window's corner. */
  async resize(size: Size): Promise<void> {
    this.#terminal.resize(size.columns, size.rows);
    const flag = Deno.build.os === "darwin" ? "-f" : "-F";
    const args = [flag, this.#fact("tty"), "rows", `${size.rows}`, "cols", `${size.columns}`];
    const { success } = await new Deno.Command("stty", { args }).output();
    if (!success) throw new Error(`Cannot resize "${this.#fact("tty")}"`);
  }

  /** Kills the program, should it still run, and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.#kill();
    await this.exit;
    await this.#input.abort().catch(() => {});
    this.#terminal.dispose();
  }

  #kill(): void {
    try {
      // Not `script`, which would take its time.
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
      this.#tellOutput();
    }
    this.#hasEnded = true;
    this.#tellOutput();
  }

  #tellOutput(): void {
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
    if (value === undefined) throw new Error(`The pty has not told its "${name}"`);
    return value;
  }

  #inVain(what: string): string {
    const rows = this.screen().map((row) => `  |${row}`).join("\n");
    const { row, column } = this.cursor();
    return `Waited in vain for ${what}; the cursor is at ${row},${column} of\n${rows}`;
  }
}

function sequenceOf(name: KeyName): string {
  if (name in KEYS) return KEYS[name as keyof typeof KEYS];
  const [modifier, key = ""] = name.split("+");
  if (key.length !== 1) throw new Error(`Unknown key "${name}"`);
  return modifier === "Alt" ? `\x1b${key}` : String.fromCharCode(key.charCodeAt(0) & 0x1f);
}

/** A shell script that runs `command`, and tells what only one on that terminal can know. */
function wrapped(command: readonly string[], size: Size): string {
  const program = ["sh", "-c", `${tell("pid", "$$")}; exec "$@"`, "sh", ...command];
  return [
    "export TERM=xterm-256color",
    `stty rows ${size.rows} cols ${size.columns}`,
    tell("tty", "$(tty)"),
    tell("before", "$(stty -g)"),
    program.map(quoted).join(" "),
    "code=$?",
    tell("after", "$(stty -g)"),
    "exit $code",
  ].join("\n");
}

function tell(name: string, value: string): string {
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
