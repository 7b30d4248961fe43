import process from "node:process";
import { emitKeypressEvents } from "node:readline";
import type { Console, ConsoleOptions } from "./console.ts";
import { beforeExit, onSignal } from "./exit_hooks.ts";
import { type Layout, layOut } from "./layout.ts";
import { type Key, LineEditor } from "./line_editor.ts";
import { OutputQueue } from "./output_queue.ts";
import { draw, erase, goBelow, update } from "./painting.ts";
import { hasColours, screenSize } from "./capabilities.ts";
import { safeText } from "./safe_text.ts";
import { type Showing, shownText, type Speaker } from "./shown_text.ts";

/** The console for real terminals: a line that can be edited, below the messages that come in. */
export class TerminalConsole implements Console {
  readonly lines: AsyncIterable<string>;
  readonly #editor = new LineEditor();
  #instantKeys!: readonly string[];
  readonly #output = new OutputQueue(Deno.stdout);
  readonly #cleanUp = new DisposableStack();
  #entered!: ReadableStreamDefaultController<string>;
  #showing!: Showing;
  #prompt!: string;
  /** What of prompt and line is on the screen. */
  #shown: Layout | undefined;
  #refreshIsDue = false;
  #state: "open" | "suspended" | "left" | "closed" = "open";

  constructor(options: ConsoleOptions) {
    this.#use(options);
    const entered = new ReadableStream<string>({ start: (it) => void (this.#entered = it) });
    const all = entered.values();
    // Who stops reading does not end it: somebody else may go on.
    this.lines = { [Symbol.asyncIterator]: () => ({ next: () => all.next() }) };
    this.#listen();
    this.#refresh();
  }

  print(text: string, from?: Speaker): void {
    if (this.#state === "closed") return;
    const shown = shownText(text, from, this.#showing);
    this.#output.write(this.#wiped() + lines(shown) + this.#drawn());
  }

  flushed(): Promise<void> {
    return this.#output.flushed();
  }

  setPrompt(prompt: string, isSecret = false): void {
    this.#prompt = safeText(prompt);
    this.#editor.isSecret = isSecret;
    this.#refreshSoon();
  }

  become(options: ConsoleOptions): void {
    this.#use(options);
    this.#refreshSoon();
  }

  #use({ prompt, complete, instantKeys = [], times = false }: ConsoleOptions): void {
    this.#prompt = safeText(prompt);
    this.#editor.complete = complete;
    this.#instantKeys = instantKeys;
    this.#showing = { times, colours: hasColours() };
  }

  async close(lastWords?: string): Promise<void> {
    if (this.#state !== "closed") {
      this.#output.write(
        this.#wiped() + (lastWords === undefined ? "" : lines(safeText(lastWords))),
      );
      this.#leave();
      this.#state = "closed";
    }
    await this.#output.flushed();
    this.#cleanUp.dispose();
  }

  #listen(): void {
    const onKey = (_: unknown, key: Key) => this.#onKey(key);
    const leave = () => this.#leave();
    this.#cleanUp.defer(beforeExit(() => this.#abandon()));
    this.#cleanUp.defer(onSignal("SIGWINCH", () => this.#redraw()));
    this.#cleanUp.defer(onSignal("SIGCONT", () => this.#resume()));
    this.#output.broken.then(leave);
    setRaw(true);
    emitKeypressEvents(process.stdin);
    process.stdin.on("keypress", onKey).on("end", leave).on("error", leave);
    this.#cleanUp.defer(() => process.stdin.off("keypress", onKey).off("end", leave));
  }

  #onKey(key: Key): void {
    if (this.#state !== "open") return;
    const { sequence = "" } = key;
    if (this.#instantKeys.includes(sequence)) return this.#enterAtOnce(sequence);
    const action = this.#editor.onKey(key);
    switch (action.type) {
      case "edited":
        return this.#refreshSoon();
      case "submit":
        return this.#submit(action.line);
      case "leave":
        return this.#leave();
      case "choose":
        return this.print(action.choices.join("  "));
      case "clear":
        this.#shown = undefined;
        return this.#output.write("\x1b[H\x1b[2J" + this.#drawn());
      case "suspend":
        return void this.#suspend();
    }
  }

  /** Enters a key as a line of its own. What was being typed is forgotten. */
  #enterAtOnce(key: string): void {
    this.#editor.clear();
    this.#refreshSoon();
    this.#entered.enqueue(key);
  }

  /** Leaves the line on the screen, as a shell does. */
  #submit(line: string): void {
    const full = this.#layOut(line);
    const fits = full.rows.length === 1 && this.#shown !== undefined;
    // A longer one is left to the terminal to wrap, so that it can be copied in one piece.
    const text = fits
      ? update(this.#shown!, full)
      : this.#wiped() + this.#prompt + this.#shownOf(line);
    this.#output.write(text + "\r\n");
    this.#shown = undefined;
    this.#refreshSoon();
    this.#entered.enqueue(line);
  }

  /** No more keys: `lines` ends, and Ctrl+C stops the program again should it not end by itself. */
  #leave(): void {
    if (this.#state === "left" || this.#state === "closed") return;
    this.#state = "left";
    this.#entered.close();
    process.stdin.pause();
    setRaw(false);
  }

  async #suspend(): Promise<void> {
    if (Deno.build.os === "windows") return;
    this.#output.write(this.#shown === undefined ? "" : goBelow(this.#shown));
    this.#shown = undefined;
    this.#state = "suspended";
    await this.#output.flushed();
    setRaw(false);
    // The shell notices only if all that it started stops; to stop others may not be allowed.
    const mayStopOthers = Deno.permissions.querySync({ name: "run" }).state === "granted";
    Deno.kill(mayStopOthers ? 0 : Deno.pid, "SIGTSTP");
    // The system lets nobody stop whom no shell could wake.
    setTimeout(() => this.#resume(), 0);
  }

  #resume(): void {
    if (this.#state !== "open" && this.#state !== "suspended") return;
    this.#state = "open";
    // The shell has changed it behind our back.
    setRaw(false);
    setRaw(true);
    this.#redraw();
  }

  /** Gives the terminal back in a hurry. */
  #abandon(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    setRaw(false);
    try {
      if (this.#shown !== undefined) {
        Deno.stdout.writeSync(new TextEncoder().encode(goBelow(this.#shown)));
      }
    } catch {
      // The terminal is gone.
    }
  }

  #refreshSoon(): void {
    if (this.#refreshIsDue) return;
    this.#refreshIsDue = true;
    // Once for all keys of a pasted text.
    queueMicrotask(() => this.#refresh());
  }

  #refresh(): void {
    this.#refreshIsDue = false;
    if (this.#shown === undefined) return this.#output.write(this.#drawn());
    if (!this.#drawsLine()) return;
    const layout = this.#layOut();
    this.#output.write(update(this.#shown, layout));
    this.#shown = layout;
  }

  #redraw(): void {
    this.#output.write(this.#wiped() + this.#drawn());
  }

  /** What wipes the line from the screen. */
  #wiped(): string {
    const shown = this.#shown;
    this.#shown = undefined;
    return shown === undefined ? "" : erase(shown, screenSize().columns);
  }

  /** What draws the line, from the start of an empty row on. */
  #drawn(): string {
    if (!this.#drawsLine()) return "";
    this.#shown = this.#layOut();
    return draw(this.#shown);
  }

  #drawsLine(): boolean {
    return this.#state === "open" || this.#state === "left";
  }

  #layOut(text = this.#editor.text, cursor = this.#editor.cursor): Layout {
    const shown = this.#shownOf(text);
    return layOut({
      prompt: this.#prompt,
      text: shown,
      cursor: Math.min(cursor, shown.length),
      ...screenSize(),
    });
  }

  #shownOf(text: string): string {
    return this.#editor.isSecret ? "" : text;
  }
}

/** Text that is safe as it goes to the terminal. */
function lines(text: string): string {
  return `${text}\n`.replaceAll("\n", "\r\n");
}

function setRaw(on: boolean): void {
  try {
    Deno.stdin.setRaw(on);
  } catch {
    // The terminal is gone.
  }
}
