import type { Console, ConsoleOptions } from "./console.ts";
import { hasColours, screenSize } from "./capabilities.ts";
import { inColumns } from "./columns.ts";
import { beforeExit, onSignal } from "./exit_hooks.ts";
import type { HistoryStore } from "./history.ts";
import type { InputKind, InputLine } from "./input_line.ts";
import { Keyboard } from "./keyboard.ts";
import { LineEditor } from "./line_editor.ts";
import { OutputQueue } from "./output_queue.ts";
import { openRawInput, type RawInput } from "./raw_input.ts";
import { safeText } from "./safe_text.ts";
import { Screen, type ScreenLine } from "./screen.ts";
import { type DisplayOptions, shownText, type Speaker } from "./shown_text.ts";
import type { TerminalEvent } from "./terminal_parser.ts";
import { wrapWords } from "./wrap_words.ts";

/**
 * How long the line on the screen may be out of date, in milliseconds. A burst of keys is drawn once,
 * and a line that arrives with its Enter is not drawn before.
 */
const REFRESH_MS = 3;

/** How long after Ctrl+C a second one leaves, in milliseconds. */
const SECOND_INTERRUPT_MS = 2000;

/** How often a program in the background looks whether the terminal is its own again, in milliseconds. */
const FOREGROUND_CHECK_MS = 1000;

/** How long no key may come until a line is put back, in milliseconds: one typed ahead is not for it. */
const PUT_BACK_MS = 60;

/** The console for terminals: an editable line below the incoming messages. */
export class TerminalConsole implements Console {
  readonly lines: AsyncIterable<InputLine>;
  readonly #editor = new LineEditor();
  readonly #output = new OutputQueue(Deno.stdout);
  readonly #screen = new Screen(this.#output, () => this.#visibleLine());
  readonly #keyboard: Keyboard;
  readonly #cleanUp = new DisposableStack();
  #submitted!: ReadableStreamDefaultController<InputLine>;
  #options!: ConsoleOptions;
  #history: HistoryStore | undefined;
  #prompt!: string;
  /** A line that goes back into the editor unless a key comes first. */
  #returned: string | undefined;
  #returnTimer: ReturnType<typeof setTimeout> | undefined;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  #resumeTimer: ReturnType<typeof setTimeout> | undefined;
  #interruptedMs = -Infinity;
  #state: "open" | "suspended" | "input ended" | "closed" = "open";

  private constructor(options: ConsoleOptions, input: RawInput) {
    this.#keyboard = new Keyboard(input, {
      onEvent: (event) => this.#onEvent(event),
      onGone: () => this.#endInput(),
    });
    this.#applyOptions(options);
    const submitted = new ReadableStream<InputLine>({ start: (it) => void (this.#submitted = it) });
    const iterator = submitted.values();
    // Without `return`: a consumer that stops reading leaves the other lines to the next one.
    this.lines = { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
    this.#attach();
    this.#screen.refresh();
  }

  /** Opens the console on the terminal that is the standard input and output. */
  static async open(options: ConsoleOptions): Promise<TerminalConsole> {
    return new TerminalConsole(options, await openRawInput());
  }

  print(text: string, from?: Speaker): void {
    if (this.#state !== "closed") this.#screen.print(shownText(text, from, this.#display()));
  }

  flushed(): Promise<void> {
    return this.#output.flushed();
  }

  setPrompt(prompt: string, asksFor: InputKind = "line"): void {
    this.#prompt = safeText(prompt);
    this.#editor.asksFor = asksFor;
    this.#scheduleRefresh();
  }

  putBack(line: string): void {
    this.#returned = line;
    clearTimeout(this.#returnTimer);
    this.#returnTimer = setTimeout(() => this.#takeBack(), PUT_BACK_MS);
  }

  setOptions(options: ConsoleOptions): void {
    this.#applyOptions(options);
    this.#scheduleRefresh();
  }

  async close(lastWords?: string): Promise<void> {
    if (this.#state !== "closed") {
      this.#screen.close(lastWords === undefined ? undefined : safeText(lastWords));
      this.#endInput();
      this.#state = "closed";
    }
    clearTimeout(this.#returnTimer);
    clearTimeout(this.#resumeTimer);
    await this.#output.flushed();
    this.#cleanUp.dispose();
  }

  #applyOptions(options: ConsoleOptions): void {
    this.#options = options;
    this.#prompt = safeText(options.prompt);
    this.#editor.complete = options.complete;
    this.#editor.appliesToEachLine = options.appliesToEachLine;
    this.#editor.holdsSecret = options.holdsSecret;
    if (options.history !== this.#history) {
      this.#history = options.history;
      this.#history?.load().then((lines) => this.#editor.history.addEarlier(lines.filter(isLine)));
    }
  }

  #display(): DisplayOptions {
    const { times = false, colours = true, wrapsWords = false } = this.#options;
    const { columns } = screenSize();
    return {
      times,
      colours: colours && hasColours(),
      ...(wrapsWords ? { wrap: (line: string) => wrapWords(line, columns) } : {}),
    };
  }

  #attach(): void {
    this.#cleanUp.defer(beforeExit(() => this.#restoreTerminal(), this.#options.handledEvents));
    this.#cleanUp.defer(onSignal("SIGWINCH", () => this.#screen.onResize()));
    this.#cleanUp.defer(onSignal("SIGCONT", () => this.#resume()));
    this.#output.broken.then(() => this.#endInput());
    // Before the prompt: keys that a user types because of that must not be echoed by the system.
    this.#keyboard.start();
  }

  #onEvent(event: TerminalEvent): void {
    if (event.type === "position") return this.#screen.onPosition(event.column);
    if (event.type === "version") return this.#screen.onVersion(event.name);
    this.#returned = undefined;
    if (event.type === "key" && this.#submitsAtOnce(event)) return;
    const editor = this.#editor;
    const action = event.type === "paste" ? editor.onPaste(event.text) : editor.onKey(event);
    switch (action.type) {
      case "edited":
        return this.#scheduleRefresh();
      case "submit":
        return this.#submit(action.lines);
      case "leave":
        return this.#endInput();
      case "interrupt":
        return this.#interrupt();
      case "listCandidates":
        return this.print(inColumns(action.candidates, screenSize().columns));
      case "clear":
        return this.#screen.clear();
      case "suspend":
        return void this.#suspend();
    }
  }

  /** Submits an instant key as a line of its own, and discards the line being typed. */
  #submitsAtOnce(key: Extract<TerminalEvent, { type: "key" }>): boolean {
    const line = "name" in key ? this.#options.instantKeys?.[key.name] : undefined;
    if (line === undefined) return false;
    this.#editor.clear();
    this.#scheduleRefresh();
    this.#submitted.enqueue({ text: line, isLiteral: false });
    return true;
  }

  /** Submits the lines and keeps them on the screen, as a shell does. */
  #submit(lines: readonly InputLine[]): void {
    const { asksFor, isSecret } = this.#editor;
    const texts = lines.map(({ text }) => isSecret ? "" : text.replaceAll("\t", "␉"));
    this.#screen.enter(this.#prompt, texts);
    this.#scheduleRefresh();
    for (const line of lines) {
      const isKept = asksFor === "line" && !line.isLiteral && line.text.trim() !== "" &&
        !this.#options.holdsSecret?.(line.text);
      if (isKept) this.#history?.add(line.text);
      this.#submitted.enqueue(line);
    }
  }

  #interrupt(): void {
    const nowMs = performance.now();
    const isSecond = nowMs - this.#interruptedMs < SECOND_INTERRUPT_MS;
    if (this.#options.leavesAt !== "second Ctrl+C" || isSecond) return this.#endInput();
    this.#interruptedMs = nowMs;
    this.print("Press Ctrl+C again to leave");
  }

  /** Ends `lines` and leaves raw mode, so that Ctrl+C stops a program that does not end by itself. */
  #endInput(): void {
    if (this.#state === "input ended" || this.#state === "closed") return;
    this.#state = "input ended";
    this.#keyboard.stop();
    this.#submitted.close();
  }

  async #suspend(): Promise<void> {
    if (Deno.build.os === "windows") return;
    this.#state = "suspended";
    this.#keyboard.stop();
    this.#output.write(this.#screen.handOver());
    await this.#output.flushed();
    // The shell notices only when its whole job stops. Deno lets a process stop others only with
    // the permission to run programs.
    const mayStopOthers = Deno.permissions.querySync({ name: "run" }).state === "granted";
    Deno.kill(mayStopOthers ? 0 : Deno.pid, "SIGTSTP");
    // Without a shell that could resume it, the system does not stop the process.
    setTimeout(() => this.#resume(), 0);
  }

  #resume(): void {
    if (this.#state !== "open" && this.#state !== "suspended") return;
    if (this.#options.isInForeground?.() === false) {
      this.#state = "suspended";
      clearTimeout(this.#resumeTimer);
      this.#resumeTimer = setTimeout(() => this.#resume(), FOREGROUND_CHECK_MS);
      return;
    }
    this.#state = "open";
    this.#keyboard.start();
    this.#screen.onResume();
  }

  /** Restores the terminal synchronously, for a program that is about to end. */
  #restoreTerminal(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#keyboard.stop();
    try {
      Deno.stdout.writeSync(new TextEncoder().encode(this.#screen.handOver()));
    } catch {
      // The terminal is closed.
    }
  }

  #scheduleRefresh(): void {
    this.#refreshTimer ??= setTimeout(() => {
      this.#refreshTimer = undefined;
      if (this.#state !== "closed") this.#screen.refresh();
    }, REFRESH_MS);
  }

  #takeBack(): void {
    const line = this.#returned;
    this.#returned = undefined;
    if (line === undefined || this.#editor.text !== "" || this.#state !== "open") return;
    this.#editor.putBack(line);
    this.#scheduleRefresh();
  }

  #visibleLine(): ScreenLine | undefined {
    if (this.#state !== "open" && this.#state !== "input ended") return undefined;
    const { prompt = this.#prompt, text, cursor } = this.#editor.view;
    return { prompt, text, cursor };
  }
}

/** Reports whether a line of an earlier session can stand in an editor. */
function isLine(line: string): boolean {
  return safeText(line) === line && !line.includes("\n");
}
