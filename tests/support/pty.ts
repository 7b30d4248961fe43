import xterm from "@xterm/headless";
import { startOnPty } from "./pty_program.ts";
import { type KeyName, sequenceOf } from "./pty_keys.ts";
import { DEADLINE_MS, EXIT_DEADLINE_MS, withDeadline } from "./deadline.ts";
import { runToEnd } from "./running_process.ts";

/** Whether the system has pseudo-terminals. Tests that need one set `ignore: !HAS_PTY`. */
export const HAS_PTY = Deno.build.os !== "windows";

/** Size of the screen, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What kind of terminal a {@linkcode Pty} is. */
export interface PtyOptions extends Size {
  /**
   * Which rows the terminal re-wraps when its width changes: all, as VTE, kitty and tmux do (the
   * default), or all but those of the line with the cursor, as the terminal in VS Code does.
   */
  readonly rewraps?: "all" | "all but the cursor's";
  /** Whether the terminal answers questions, such as where its cursor is (default: true). */
  readonly answers?: boolean;
}

/** Coloured text on the screen, and where it starts. */
export interface Coloured {
  text: string;
  readonly colour: number;
  readonly row: number;
  readonly column: number;
}

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

  private constructor(command: readonly string[], options: PtyOptions) {
    this.#terminal = new xterm.Terminal({
      cols: options.columns,
      rows: options.rows,
      reflowCursorLine: options.rewraps !== "all but the cursor's",
      allowProposedApi: true,
    });
    // The shell around the program reports facts in an escape sequence that no other program uses.
    this.#terminal.parser.registerOscHandler(7777, (fact) => {
      const [name = "", value = ""] = fact.split("=");
      this.#facts.set(name, value);
      return true;
    });
    this.#process = startOnPty(command, options);
    this.#input = this.#process.stdin.getWriter();
    if (options.answers !== false) this.#terminal.onData((answer) => this.type(answer));
    this.#finished = this.#receive();
  }

  /** Starts `command` on a new terminal. Resolves just before the program starts. */
  static async start(
    command: readonly string[],
    options: PtyOptions = { columns: 80, rows: 24 },
  ): Promise<Pty> {
    const pty = new Pty(command, options);
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

  /** Pastes `text`, in brackets as terminals do it when a program has asked for them. */
  paste(text: string): void {
    this.type(`\x1b[200~${text.replaceAll("\n", "\r")}\x1b[201~`);
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

  /** The modes that the terminal is in. */
  get modes(): xterm.IModes {
    return this.#terminal.modes;
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

  /** Closes the terminal, like a user who closes its window. */
  hangUp(): void {
    this.#process.kill("SIGKILL");
  }

  /** Changes the size of the screen, like a user who drags the window's corner. */
  async resize(size: Size): Promise<void> {
    this.#resizeTerminal(size);
    const flag = Deno.build.os === "darwin" ? "-f" : "-F";
    const tty = this.#fact("tty");
    const { code, error } = await runToEnd(
      ["stty", flag, tty, "rows", `${size.rows}`, "cols", `${size.columns}`],
    );
    if (code !== 0) throw new Error(`Cannot resize "${tty}": ${error.trim()}`);
  }

  /** Resizes the screen, and moves the cursor with its text, which xterm's emulator leaves out. */
  #resizeTerminal({ columns, rows }: Size): void {
    const offset = this.#cursorOffset();
    this.#terminal.resize(columns, rows);
    if (!this.#terminal.options.reflowCursorLine) return;
    const { baseY, cursorY } = this.#terminal.buffer.active;
    let first = baseY + cursorY;
    while (this.#isWrapped(first)) first--;
    const [row, column] = [Math.floor(offset / columns), offset % columns];
    this.#terminal.write(`\x1b[${first + row - baseY + 1};${column + 1}H`);
  }

  /** Returns the number of columns before the cursor in its line, over all rows of that. */
  #cursorOffset(): number {
    const { baseY, cursorX, cursorY } = this.#terminal.buffer.active;
    let rows = 0;
    while (this.#isWrapped(baseY + cursorY - rows)) rows++;
    return rows * this.#terminal.cols + cursorX;
  }

  #isWrapped(row: number): boolean {
    return this.#terminal.buffer.active.getLine(row)?.isWrapped ?? false;
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
