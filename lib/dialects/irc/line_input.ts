import { BoundedLines, lineText } from "../../framing/lines.ts";
import { type Line, MAX_LINE_BYTES, MAX_TAGS_BYTES, parseLine } from "./line.ts";

/** What a {@linkcode LineInput} finds. */
export interface LineInputHandler {
  /**
   * Handles a line as it was received, without its `\n`, and reports whether it did. The bytes are valid
   * only during the call.
   */
  onBytes(line: Uint8Array): boolean;
  /** Handles a line, which may be empty. */
  onText(text: string): void;
  /** Handles a line whose tags or whose rest is too long. */
  onTooLong(): void;
  /** Handles the start of a line that is longer than any line may be. */
  onEndless(): void;
  /** Handles a line that is not UTF-8: as much of it as can be read. */
  onInvalid(line: Line | undefined): void;
}

/** What may not stand in a line, and ends none here. */
const STRAY = /[\0\r]/;
const STRAY_ALL = /[\0\r]/g;

const AT = 0x40;
const SPACE = 0x20;
const CARRIAGE_RETURN = 0x0d;
const lenient = new TextDecoder();

/** Cuts the lines of a client out of a stream. */
export class LineInput {
  readonly #handler: LineInputHandler;
  readonly #lines: BoundedLines;

  constructor(handler: LineInputHandler) {
    this.#handler = handler;
    this.#lines = new BoundedLines(MAX_TAGS_BYTES + MAX_LINE_BYTES + 1, {
      onLine: (line) => this.#onLine(line),
      onTooLong: () => handler.onEndless(),
    });
  }

  /** Takes the next bytes of the stream. */
  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  #onLine(bytes: Uint8Array): void {
    if (this.#handler.onBytes(bytes)) return;
    const text = lineText(bytes);
    if (text === undefined) return this.#handler.onInvalid(parseLine(lenient.decode(bytes)));
    const tagsEnd = bytes[0] === AT ? bytes.indexOf(SPACE) + 1 : 0;
    const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
    const isTooLong = tagsEnd > MAX_TAGS_BYTES || end - tagsEnd > MAX_LINE_BYTES;
    if (isTooLong) return this.#handler.onTooLong();
    this.#handler.onText(STRAY.test(text) ? text.replaceAll(STRAY_ALL, "") : text);
  }
}
