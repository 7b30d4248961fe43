/**
 * Lines of text that end in `\n`, of any length up to a bound.
 *
 * @module
 */
import { concat } from "./bytes.ts";

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** How much is told of a line that is too long, in bytes. */
const MOST_START = 16;
const NOTHING = new Uint8Array(0);
const loose = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** Who gets what {@linkcode BoundedLines} finds. */
export interface LineHandler {
  /** A line without its `\n`. The bytes are only good during the call. */
  onLine(line: Uint8Array): void;
  /**
   * A line became longer than it may. The rest of it is passed over.
   *
   * @param start What it starts with, up to 16 bytes.
   */
  onTooLong(start: Uint8Array): void;
}

/**
 * Cuts a stream of bytes into lines, wherever the reads were cut. The work and the memory for a line
 * grow with its length alone, however short the reads.
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
  /** The longest line, in bytes, its `\n` not counted. */
  most: number;
  readonly #handler: LineHandler;
  /** The start of a line whose end has not come: `#held` bytes of it. */
  #partial = NOTHING;
  #held = 0;
  /** The line that is coming is too long already. */
  #isSkipping = false;

  constructor(most: number, handler: LineHandler) {
    this.most = most;
    this.#handler = handler;
  }

  /** Takes the next bytes of the stream. */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const newline = chunk.indexOf(NEWLINE, at);
      if (newline < 0) return this.#hold(chunk.subarray(at));
      this.#end(chunk.subarray(at, newline));
      at = newline + 1;
    }
  }

  /** Takes the end of a line. */
  #end(last: Uint8Array): void {
    if (this.#held > 0) this.#hold(last);
    else if (last.length > this.most) this.#tooLong(last);
    const line = this.#held > 0 ? this.#partial.subarray(0, this.#held) : last;
    const isSkipped = this.#isSkipping;
    this.#partial = NOTHING;
    this.#held = 0;
    this.#isSkipping = false;
    if (!isSkipped) this.#handler.onLine(line);
  }

  /** Keeps a part of a line until its end comes. */
  #hold(part: Uint8Array): void {
    if (this.#isSkipping) return;
    const needed = this.#held + part.length;
    if (needed > this.most) return this.#tooLong(part);
    if (needed > this.#partial.length) {
      const larger = new Uint8Array(
        Math.min(this.most, Math.max(needed, 2 * this.#partial.length)),
      );
      larger.set(this.#partial.subarray(0, this.#held));
      this.#partial = larger;
    }
    this.#partial.set(part, this.#held);
    this.#held = needed;
  }

  #tooLong(part: Uint8Array): void {
    if (this.#isSkipping) return;
    this.#isSkipping = true;
    const start = concat([this.#partial.subarray(0, this.#held), part.subarray(0, MOST_START)]);
    this.#partial = NOTHING;
    this.#held = 0;
    this.#handler.onTooLong(start.subarray(0, MOST_START));
  }
}

/** The text of a line, without one `\r` at its end; `undefined` when it is not UTF-8. */
export function lineText(line: Uint8Array): string | undefined {
  const bytes = line.at(-1) === RETURN ? line.subarray(0, -1) : line;
  const text = loose.decode(bytes);
  // To decode loosely is quick; only a text that may have been mended is looked at again.
  return text.includes("\ufffd") && !isUtf8(bytes) ? undefined : text;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
