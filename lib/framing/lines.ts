/**
 * Lines of text that end with `\n`, of any length up to a limit.
 *
 * @module
 */
import { concat } from "./bytes.ts";

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** How much of a line that is too long its handler gets. */
const MAX_REPORTED_BYTES = 16;
const EMPTY = new Uint8Array(0);
const lenientDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
const strictDecoder = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** Receives the lines that {@linkcode BoundedLines} finds. */
export interface LineHandler {
  /** Called for each line, without its `\n`. The bytes are valid only during the call. */
  onLine(line: Uint8Array): void;
  /**
   * Called as soon as a line exceeds the limit. The rest of that line is skipped.
   *
   * @param start The first bytes of the line, at most 16.
   */
  onTooLong(start: Uint8Array): void;
}

/**
 * Splits a stream of bytes into lines. Reads may end anywhere, even inside a line. The work and the
 * memory for a line depend only on its length, however short the reads are.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const seen: string[] = [];
 * const lines = new BoundedLines(100, {
 *   onLine: (line) => seen.push(lineText(line) ?? "not UTF-8"),
 *   onTooLong: () => seen.push("too long"),
 * });
 * for (const part of ["he", "llo\r\nwor", "ld\n", "x".repeat(101), "\nbye\n"]) {
 *   lines.push(new TextEncoder().encode(part));
 * }
 * assert.deepEqual(seen, ["hello", "world", "too long", "bye"]);
 * ```
 */
export class BoundedLines {
  /** Length of the longest allowed line in bytes, without its `\n`. */
  maxBytes: number;
  readonly #handler: LineHandler;
  /** The first `#held` bytes are the start of a line whose end has not arrived. */
  #partial = EMPTY;
  #held = 0;
  /** Whether the current line has already exceeded the limit. */
  #isSkipping = false;

  constructor(maxBytes: number, handler: LineHandler) {
    this.maxBytes = maxBytes;
    this.#handler = handler;
  }

  /** Whether a line has started whose end has not arrived. */
  get isInLine(): boolean {
    return this.#held > 0 || this.#isSkipping;
  }

  /** Takes the next bytes of the stream. */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const newline = chunk.indexOf(NEWLINE, at);
      if (newline < 0) return this.#hold(chunk.subarray(at));
      this.#endLine(chunk.subarray(at, newline));
      at = newline + 1;
    }
  }

  #endLine(last: Uint8Array): void {
    if (this.#held > 0) this.#hold(last);
    else if (last.length > this.maxBytes) this.#skip(last);
    const line = this.#held > 0 ? this.#partial.subarray(0, this.#held) : last;
    const isSkipped = this.#isSkipping;
    this.#partial = EMPTY;
    this.#held = 0;
    this.#isSkipping = false;
    if (!isSkipped) this.#handler.onLine(line);
  }

  /** Keeps a part of a line until the line ends. */
  #hold(part: Uint8Array): void {
    if (this.#isSkipping) return;
    const needed = this.#held + part.length;
    if (needed > this.maxBytes) return this.#skip(part);
    if (needed > this.#partial.length) {
      const larger = new Uint8Array(
        Math.min(this.maxBytes, Math.max(needed, 2 * this.#partial.length)),
      );
      larger.set(this.#partial.subarray(0, this.#held));
      this.#partial = larger;
    }
    this.#partial.set(part, this.#held);
    this.#held = needed;
  }

  /** Reports a line that is too long, and skips the rest of it. */
  #skip(part: Uint8Array): void {
    if (this.#isSkipping) return;
    this.#isSkipping = true;
    const start = concat([
      this.#partial.subarray(0, this.#held),
      part.subarray(0, MAX_REPORTED_BYTES),
    ]);
    this.#partial = EMPTY;
    this.#held = 0;
    this.#handler.onTooLong(start.subarray(0, MAX_REPORTED_BYTES));
  }
}

/** Returns the text of a line without one `\r` at its end, or `undefined` if it is not UTF-8. */
export function lineText(line: Uint8Array): string | undefined {
  const bytes = line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
  const text = lenientDecoder.decode(bytes);
  // Lenient decoding is fast. Only a text with replacement characters needs the strict check.
  return text.includes("\ufffd") && !isUtf8(bytes) ? undefined : text;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictDecoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
