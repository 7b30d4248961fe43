import { rewrapsRows, screenSize, terminalType } from "./capabilities.ts";
import { afterResize, type Layout, layOut, type LayoutOptions } from "./layout.ts";
import type { OutputQueue } from "./output_queue.ts";
import { draw, erase, moveBelow, update } from "./painting.ts";
import { promptEraser } from "./prompt_eraser.ts";
import { ASK_POSITION, ASK_VERSION, HAND_BACK, synchronized, TAKE_OVER } from "./terminal_modes.ts";
import { WidthProbe } from "./width_probe.ts";

/** The prompt and the line being typed. */
export interface ScreenLine {
  readonly prompt: string;
  readonly text: string;
  /** The cursor's offset into `text`, in UTF-16 units. */
  readonly cursor: number;
}

/** How long a terminal has for the answer to where its cursor is, in milliseconds. */
const POSITION_TIMEOUT_MS = 300;

/** How long the size of the screen has to stay the same before the line is drawn again, in ms. */
const RESIZE_QUIET_MS = 60;

/** A line that takes longer to come is typed by a person, in milliseconds. */
const TYPING_MS = 50;

/** What the screen shows of the line. */
interface Shown {
  readonly line: ScreenLine;
  readonly layout: Layout;
}

/**
 * Shows messages above the line being typed. While there is neither a prompt nor a typed character,
 * a message is written as it is, and nothing else. Each change is one write.
 */
export class Screen {
  readonly #output: OutputQueue;
  readonly #line: () => ScreenLine | undefined;
  readonly #widths = new WidthProbe();
  /** The prompt and the line as the screen shows them now; `undefined` if it shows neither. */
  #shown: Shown | undefined;
  #isTakenOver = false;
  /** When the line on the screen was begun. */
  #typingSinceMs: number | undefined;
  /** Whether the terminal re-wraps rows when its width changes, as far as that is known. */
  #rewraps = rewrapsRows(terminalType() ?? "");
  /** The messages that wait while the size of the screen changes. */
  #held: string | undefined;
  /** The width of the screen when the terminal was asked last after a change of that. */
  #askedAt = 0;
  /** The smallest width of the screen since its size began to change. */
  #narrowest = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The reasons for which the terminal was asked for its cursor's position, in order. */
  readonly #questions: ("width" | "resize")[] = [];

  /** @param line Returns the line to show, or `undefined` to show none. */
  constructor(output: OutputQueue, line: () => ScreenLine | undefined) {
    this.#output = output;
    this.#line = line;
  }

  /** Shows safe text above the line. */
  print(text: string): void {
    const lines = terminalLines(text);
    if (this.#held !== undefined) this.#held += lines;
    else this.#redraw(lines);
  }

  /** Brings the line on the screen up to date. */
  refresh(): void {
    if (this.#held !== undefined) return;
    const from = this.#shown;
    const to = this.#layOut();
    if (from === undefined && to === undefined) return;
    if (from === undefined || to === undefined || from.layout.columns !== to.layout.columns) {
      return this.#redraw("");
    }
    this.#shown = to;
    this.#output.write(this.#takeOver() + update(from.layout, to.layout) + this.#askWidth());
  }

  /** Leaves entered lines on the screen, as a shell does. The next line is drawn by `refresh`. */
  enter(prompt: string, texts: readonly string[]): void {
    this.#stopHolding();
    const [text = ""] = texts;
    const full = layOut({ prompt, text, cursor: text.length, ...screenSize() });
    const fits = texts.length === 1 && full.rows.length === 1 && this.#shown !== undefined;
    // The terminal wraps a longer line itself, so that the user can copy it in one piece.
    const entered = fits
      ? update(this.#shown!.layout, full)
      : this.#wipe() + texts.map((text) => prompt + text).join(LINE_END);
    this.#shown = this.#typingSinceMs = undefined;
    this.#output.write(entered + LINE_END);
  }

  /** Clears the screen except for the line. */
  clear(): void {
    this.#stopHolding();
    this.#shown = undefined;
    this.#output.write(synchronized("\x1b[H\x1b[2J" + this.#draw()));
  }

  /**
   * Draws the line again after the size of the screen has changed. While the user drags the window's
   * edge, nothing is written: the terminal could have another size again when it reads that.
   */
  onResize(): void {
    if (this.#shown === undefined) return;
    this.#held ??= "";
    this.#narrowest = Math.min(this.#narrowest, screenSize().columns);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#afterResize(), RESIZE_QUIET_MS);
  }

  #afterResize(): void {
    if (this.#shown === undefined) return this.#stopHolding();
    const { wrapped, kept } = this.#cursors(this.#shown);
    if (wrapped.row === kept.row || this.#rewraps !== undefined) return this.#stopHolding();
    this.#questions.push("resize");
    this.#askedAt = screenSize().columns;
    // With the same column in both cases, the position tells nothing.
    this.#output.write((wrapped.column === kept.column ? ASK_VERSION : "") + ASK_POSITION);
    this.#timer = setTimeout(() => this.#stopHolding(), POSITION_TIMEOUT_MS);
  }

  /** Draws the line again after other programs have used the terminal. */
  onResume(): void {
    this.#isTakenOver = false;
    this.#redraw("");
  }

  /** Takes the terminal's answer: its cursor's column, counted from 1. */
  onPosition(column: number): void {
    const question = this.#questions.shift();
    if (question === "width") {
      this.#widths.onPosition(column - 1);
      this.refresh();
    } else if (question === "resize") {
      // The size may have changed again since the question.
      if (screenSize().columns !== this.#askedAt) return;
      if (this.#shown !== undefined) this.#learnFrom(this.#shown, column - 1);
      this.#stopHolding();
    }
  }

  /** Takes the name that the terminal has given as its own. */
  onVersion(name: string): void {
    this.#rewraps ??= rewrapsRows(name);
  }

  /** Returns the characters that leave the line on the screen and give the terminal to others. */
  handOver(): string {
    this.#stopHolding();
    const below = this.#shown === undefined ? "" : moveBelow(this.#shown.layout);
    this.#shown = undefined;
    return below + this.#handBack();
  }

  /** Erases the line, shows safe last words, and gives the terminal back. */
  close(lastWords: string | undefined): void {
    this.#stopHolding();
    const words = lastWords === undefined ? "" : terminalLines(lastWords);
    this.#output.write(this.#wipe() + words + this.#handBack());
  }

  #handBack(): string {
    const isTakenOver = this.#isTakenOver;
    this.#isTakenOver = false;
    return isTakenOver ? HAND_BACK : "";
  }

  /** Erases the line, writes `lines`, and draws the line below. */
  #redraw(lines: string): void {
    const eraser = this.#wipe();
    const changes = eraser + lines + this.#draw();
    // A change without escape sequences looks the same on terminals and pipes.
    this.#output.write(eraser.includes("\x1b") ? synchronized(changes) : changes);
  }

  /** Returns the characters that erase the line. */
  #wipe(): string {
    const shown = this.#shown;
    this.#shown = undefined;
    if (shown === undefined) return "";
    const { columns } = screenSize();
    const { line: { prompt, text }, layout } = shown;
    const eraser = promptEraser(prompt);
    const isBare = text === "" && layout.rows.length === 1 && eraser.length < columns;
    return isBare ? eraser : erase(this.#rowsAbove(shown), columns);
  }

  /** Returns the characters that draw the line, starting in an empty row. */
  #draw(): string {
    this.#shown = this.#layOut();
    if (this.#shown === undefined) return "";
    return this.#takeOver() + draw(this.#shown.layout) + this.#askWidth();
  }

  /**
   * Returns the characters that set the terminal's modes, if they are due. Without a prompt, that is
   * only when somebody is in the middle of typing a line: programs send theirs at once, and compare
   * all that they read.
   */
  #takeOver(): string {
    if (this.#isTakenOver || this.#shown === undefined) return "";
    const nowMs = performance.now();
    if (this.#shown.line.prompt === "") {
      this.#typingSinceMs ??= nowMs;
      if (nowMs - this.#typingSinceMs < TYPING_MS) return "";
    }
    this.#isTakenOver = true;
    return TAKE_OVER;
  }

  #layOut(): Shown | undefined {
    const line = this.#line();
    if (line === undefined || line.prompt + line.text === "") return undefined;
    return { line, layout: layOut(this.#options(line)) };
  }

  #options(line: ScreenLine): LayoutOptions {
    return { ...line, ...screenSize(), ambiguous: this.#widths.ambiguous };
  }

  #askWidth(): string {
    if (this.#shown === undefined) return "";
    const { line, layout } = this.#shown;
    if (!this.#widths.shouldAsk(layout, this.#options(line))) return "";
    this.#questions.push("width");
    return ASK_POSITION;
  }

  /** Returns where the cursor is if the terminal has re-wrapped the line, and if it has not. */
  #cursors({ layout }: Shown): ReturnType<typeof afterResize> {
    return afterResize(layout, screenSize().columns, this.#narrowest);
  }

  #rowsAbove(shown: Shown): number {
    const { wrapped, kept } = this.#cursors(shown);
    if (this.#rewraps !== undefined) return this.#rewraps ? wrapped.row : kept.row;
    // In doubt, a rest of the line stays on the screen, rather than that a message goes.
    return Math.min(wrapped.row, kept.row);
  }

  #learnFrom(shown: Shown, column: number): void {
    const { wrapped, kept } = this.#cursors(shown);
    if (wrapped.column === kept.column) return;
    if (column === wrapped.column) this.#rewraps = true;
    if (column === kept.column) this.#rewraps = false;
  }

  /** Goes on after the terminal's answer, or without it. */
  #stopHolding(): void {
    clearTimeout(this.#timer);
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#redraw(held);
    this.#narrowest = Infinity;
  }
}

/**
 * The end of a line. On Unix, raw mode concerns the input only: the system still makes "\r\n" of "\n"
 * on its way to the terminal, and would make "\r\r\n" of "\r\n".
 */
const LINE_END = Deno.build.os === "windows" ? "\r\n" : "\n";

/** Returns safe text with the line ends that the terminal needs. */
function terminalLines(text: string): string {
  return `${text}\n`.replaceAll("\n", LINE_END);
}
