import type { RawInput } from "./raw_input.ts";
import { type TerminalEvent, TerminalParser } from "./terminal_parser.ts";

/** How long a lone Escape waits for the rest of a sequence, in milliseconds. */
const ESCAPE_TIMEOUT_MS = 500;

/** How long a pasted text that has stopped waits for its end, in milliseconds. */
const PASTE_TIMEOUT_MS = 5000;

/**
 * How many bytes are read one by one before a burst counts as more than typing. Keys that were typed
 * ahead and follow Ctrl+D belong to the shell, so they must not be read.
 */
const MAX_SINGLE_READS = 256;
const BURST_READ_BYTES = 64 * 1024;
/** A read that takes longer, in milliseconds, had to wait for the user. */
const BURST_WAIT_MS = 5;

/** The receiver of what a {@linkcode Keyboard} reads. */
export interface KeyboardListener {
  onEvent(event: TerminalEvent): void;
  /** Called when the terminal is gone. */
  onGone(): void;
}

/** Reads the terminal's events in raw mode, and reads nothing beyond the key that stops it. */
export class Keyboard {
  readonly #input: RawInput;
  readonly #listener: KeyboardListener;
  readonly #parser: TerminalParser;
  #isReading = false;
  #isStopped = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #burst = 0;

  constructor(input: RawInput, listener: KeyboardListener) {
    this.#input = input;
    this.#listener = listener;
    // A chunk may go on behind the key that stopped the reading.
    this.#parser = new TerminalParser((event) => this.#isStopped || listener.onEvent(event));
  }

  /** Switches to raw mode and starts to read; also after a shell has changed the mode meanwhile. */
  start(): void {
    this.#isStopped = false;
    // Otherwise, Deno would take the mode for raw already.
    this.#input.setRaw(false);
    this.#input.setRaw(true);
    if (!this.#isReading) this.#read();
  }

  /** Leaves raw mode and stops to read. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#input.setRaw(false);
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    while (!this.#isStopped) {
      const startMs = performance.now();
      const bytes = await this.#input.read(this.#readSize);
      this.#burst = performance.now() - startMs > BURST_WAIT_MS ? 0 : this.#burst + 1;
      clearTimeout(this.#timer);
      if (bytes === undefined) {
        this.#listener.onGone();
        break;
      }
      this.#parser.push(bytes);
      this.#setTimer();
    }
    this.#isReading = false;
  }

  get #readSize(): number {
    const isBurst = this.#burst > MAX_SINGLE_READS || this.#parser.pending === "paste";
    return isBurst ? BURST_READ_BYTES : 1;
  }

  #setTimer(): void {
    const { pending } = this.#parser;
    if (pending === "nothing" || this.#isStopped) return;
    const timeoutMs = pending === "paste" ? PASTE_TIMEOUT_MS : ESCAPE_TIMEOUT_MS;
    this.#timer = setTimeout(() => this.#parser.timeOut(), timeoutMs);
  }
}
