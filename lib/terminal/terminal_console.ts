import process from "node:process";
import { emitKeypressEvents } from "node:readline";
import type { Console, ConsoleOptions } from "./console.ts";
import { beforeExit, onSignal } from "./exit_hooks.ts";
import { type Layout, layOut } from "./layout.ts";
import { type Key, LineEditor } from "./line_editor.ts";
import { OutputQueue } from "./output_queue.ts";
import { draw, erase, moveBelow, update } from "./painting.ts";
import { hasColours, screenSize } from "./capabilities.ts";
import { safeText } from "./safe_text.ts";
import { type DisplayOptions, shownText, type Speaker } from "./shown_text.ts";

/** The console for terminals: an editable line below the incoming messages. */
export class TerminalConsole implements Console {
  readonly lines: AsyncIterable<string>;
  readonly #editor = new LineEditor();
  #instantKeys!: readonly string[];
  readonly #output = new OutputQueue(Deno.stdout);
  readonly #cleanUp = new DisposableStack();
  #submitted!: ReadableStreamDefaultController<string>;
  #display!: DisplayOptions;
  #prompt!: string;
  /** The prompt and the line as the screen shows them now; `undefined` if it shows neither. */
  #shown: Layout | undefined;
  #isRefreshScheduled = false;
  #state: "open" | "suspended" | "input ended" | "closed" = "open";

  constructor(options: ConsoleOptions) {
    this.#applyOptions(options);
    const submitted = new ReadableStream<string>({ start: (it) => void (this.#submitted = it) });
    const iterator = submitted.values();
    // Without `return`: a consumer that stops reading leaves the other lines to the next one.
    this.lines = { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
    this.#attach();
    this.#refresh();
  }

  print(text: string, from?: Speaker): void {
    if (this.#state === "closed") return;
    const shown = shownText(text, from, this.#display);
    this.#output.write(this.#erase() + terminalLines(shown) + this.#draw());
  }

  flushed(): Promise<void> {
    return this.#output.flushed();
  }

  setPrompt(prompt: string, isSecret = false): void {
    this.#prompt = safeText(prompt);
    this.#editor.isSecret = isSecret;
    this.#scheduleRefresh();
  }

  setOptions(options: ConsoleOptions): void {
    this.#applyOptions(options);
    this.#scheduleRefresh();
  }

  #applyOptions({ prompt, complete, instantKeys = [], times = false }: ConsoleOptions): void {
    this.#prompt = safeText(prompt);
    this.#editor.complete = complete;
    this.#instantKeys = instantKeys;
    this.#display = { times, colours: hasColours() };
  }

  async close(lastWords?: string): Promise<void> {
    if (this.#state !== "closed") {
      this.#output.write(
        this.#erase() + (lastWords === undefined ? "" : terminalLines(safeText(lastWords))),
      );
      this.#endInput();
      this.#state = "closed";
    }
    await this.#output.flushed();
    this.#cleanUp.dispose();
  }

  #attach(): void {
    const onKey = (_: unknown, key: Key) => this.#onKey(key);
    const endInput = () => this.#endInput();
    this.#cleanUp.defer(beforeExit(() => this.#restoreTerminal()));
    this.#cleanUp.defer(onSignal("SIGWINCH", () => this.#redraw()));
    this.#cleanUp.defer(onSignal("SIGCONT", () => this.#resume()));
    this.#output.broken.then(endInput);
    setRaw(true);
    emitKeypressEvents(process.stdin);
    process.stdin.on("keypress", onKey).on("end", endInput).on("error", endInput);
    this.#cleanUp.defer(() => process.stdin.off("keypress", onKey).off("end", endInput));
  }

  #onKey(key: Key): void {
    if (this.#state !== "open") return;
    const { sequence = "" } = key;
    if (this.#instantKeys.includes(sequence)) return this.#submitKey(sequence);
    const action = this.#editor.onKey(key);
    switch (action.type) {
      case "edited":
        return this.#scheduleRefresh();
      case "submit":
        return this.#submit(action.line);
      case "leave":
        return this.#endInput();
      case "listCandidates":
        return this.print(action.candidates.join("  "));
      case "clear":
        this.#shown = undefined;
        return this.#output.write("\x1b[H\x1b[2J" + this.#draw());
      case "suspend":
        return void this.#suspend();
    }
  }

  /** Submits a key as a line of its own and discards the line being typed. */
  #submitKey(key: string): void {
    this.#editor.clear();
    this.#scheduleRefresh();
    this.#submitted.enqueue(key);
  }

  /** Submits the line and keeps it on the screen, as a shell does. */
  #submit(line: string): void {
    const full = this.#layOutLine(line);
    const fits = full.rows.length === 1 && this.#shown !== undefined;
    // The terminal wraps a longer line itself, so that the user can copy it in one piece.
    const text = fits
      ? update(this.#shown!, full)
      : this.#erase() + this.#prompt + this.#visibleText(line);
    this.#output.write(text + "\r\n");
    this.#shown = undefined;
    this.#scheduleRefresh();
    this.#submitted.enqueue(line);
  }

  /** Ends `lines` and leaves raw mode, so that Ctrl+C stops a program that does not end by itself. */
  #endInput(): void {
    if (this.#state === "input ended" || this.#state === "closed") return;
    this.#state = "input ended";
    this.#submitted.close();
    process.stdin.pause();
    setRaw(false);
  }

  async #suspend(): Promise<void> {
    if (Deno.build.os === "windows") return;
    this.#output.write(this.#shown === undefined ? "" : moveBelow(this.#shown));
    this.#shown = undefined;
    this.#state = "suspended";
    await this.#output.flushed();
    setRaw(false);
    // The shell notices only when its whole job stops. Deno lets a process stop others only with
    // the permission to run programs.
    const mayStopOthers = Deno.permissions.querySync({ name: "run" }).state === "granted";
    Deno.kill(mayStopOthers ? 0 : Deno.pid, "SIGTSTP");
    // Without a shell that could resume it, the system does not stop the process.
    setTimeout(() => this.#resume(), 0);
  }

  #resume(): void {
    if (this.#state !== "open" && this.#state !== "suspended") return;
    this.#state = "open";
    // The shell has changed the terminal's mode without Deno's knowledge.
    setRaw(false);
    setRaw(true);
    this.#redraw();
  }

  /** Restores the terminal synchronously, for a program that is about to end. */
  #restoreTerminal(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    setRaw(false);
    try {
      if (this.#shown !== undefined) {
        Deno.stdout.writeSync(new TextEncoder().encode(moveBelow(this.#shown)));
      }
    } catch {
      // The terminal is closed.
    }
  }

  #scheduleRefresh(): void {
    if (this.#isRefreshScheduled) return;
    this.#isRefreshScheduled = true;
    // One refresh for all keys of a pasted text.
    queueMicrotask(() => this.#refresh());
  }

  #refresh(): void {
    this.#isRefreshScheduled = false;
    if (this.#shown === undefined) return this.#output.write(this.#draw());
    if (!this.#isLineVisible()) return;
    const layout = this.#layOutLine();
    this.#output.write(update(this.#shown, layout));
    this.#shown = layout;
  }

  #redraw(): void {
    this.#output.write(this.#erase() + this.#draw());
  }

  /** Returns the characters that erase the line from the screen. */
  #erase(): string {
    const shown = this.#shown;
    this.#shown = undefined;
    return shown === undefined ? "" : erase(shown, screenSize().columns);
  }

  /** Returns the characters that draw the line, starting in an empty row. */
  #draw(): string {
    if (!this.#isLineVisible()) return "";
    this.#shown = this.#layOutLine();
    return draw(this.#shown);
  }

  #isLineVisible(): boolean {
    return this.#state === "open" || this.#state === "input ended";
  }

  #layOutLine(text = this.#editor.text, cursor = this.#editor.cursor): Layout {
    const shown = this.#visibleText(text);
    return layOut({
      prompt: this.#prompt,
      text: shown,
      cursor: Math.min(cursor, shown.length),
      ...screenSize(),
    });
  }

  #visibleText(text: string): string {
    return this.#editor.isSecret ? "" : text;
  }
}

/** Returns safe text with the line ends that a terminal in raw mode needs. */
function terminalLines(text: string): string {
  return `${text}\n`.replaceAll("\n", "\r\n");
}

function setRaw(on: boolean): void {
  try {
    Deno.stdin.setRaw(on);
  } catch {
    // The terminal is closed.
  }
}
