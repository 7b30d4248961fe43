/**
 * The frames that the client of a WebSocket sends, as RFC 6455 has them.
 *
 * @module
 */
import { CLOSE_CODE, isCloseCode, MAX_CONTROL_BYTES, OPCODE } from "./websocket.ts";

/** The bits of a frame's first byte, and of its second one. */
const FINAL_BIT = 0x80;
const RESERVED_BITS = 0x70;
const OPCODE_BITS = 0x0f;
const CONTROL_BIT = 0x08;
const MASK_BIT = 0x80;
const LENGTH_BITS = 0x7f;

/** The lengths that stand for longer ones, and the size of these in bytes. */
const LONGER: Readonly<Record<number, number>> = { 126: 2, 127: 8 };

/** The smallest lengths that need so many bytes. */
const MIN_LONGER: Readonly<Record<number, number>> = { 2: 126, 8: 0x1_0000 };

const MASK_BYTES = 4;

const NEWLINE = 0x0a;
const NOTHING = new Uint8Array(0);

const wholeText = strictDecoder();

/** A breach of the protocol, and the code with which the connection is closed. */
export class FrameFlaw {
  constructor(readonly code: number, readonly explanation: string) {}
}

/** Receives the control frames that a {@linkcode WebSocketDecoder} finds. */
export interface ControlHandler {
  /** Called for each ping. The payload is valid only during the call. */
  onPing(payload: Uint8Array): void;
}

/**
 * Makes a stream of lines from the text messages of a client. A message becomes a line, or several if
 * there are line ends in it. Reads may end anywhere, even inside a header, and no message is held.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const decoder = new WebSocketDecoder(100, { onPing() {} });
 * const lines = decoder.decode(Uint8Array.of(0, 0x81, 0x82, 1, 2, 3, 4, 0x68 ^ 1, 0x69 ^ 2));
 * assert.equal(new TextDecoder().decode(lines), "hi\n");
 * ```
 */
export class WebSocketDecoder {
  readonly #allowsBinary: boolean;
  readonly #maxBytes: number;
  readonly #handler: ControlHandler;
  #flaw: FrameFlaw | undefined;
  #closeCode: number | undefined;
  #isClosed = false;
  /** The frame, and how much of its header has been read. */
  #headerAt = 0;
  #opcode = 0;
  #isFinal = false;
  #longerBytes = 0;
  #mask = 0;
  /** The size of its payload, and how much of that has not been read. */
  #length = 0;
  #left = 0;
  /** The payload of a control frame so far. */
  #control: number[] | undefined;
  #isInMessage = false;
  #isBinary = false;
  #messageBytes = 0;
  #hasLineEnd = false;
  /** Checks the text of a message that does not arrive at once. */
  #text: TextDecoder | undefined;

  /**
   * @param maxBytes The maximum size of a message.
   * @param allowsBinary Whether messages may be binary, too. Those need not be UTF-8.
   */
  constructor(maxBytes: number, handler: ControlHandler, allowsBinary = false) {
    this.#allowsBinary = allowsBinary;
    this.#maxBytes = maxBytes;
    this.#handler = handler;
  }

  /** The breach that the client has committed, if any. Whatever follows is ignored. */
  get flaw(): FrameFlaw | undefined {
    return this.#flaw;
  }

  /** Whether the client has closed its side. Whatever follows is ignored. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The code with which the client has closed, if it gave one. */
  get closeCode(): number | undefined {
    return this.#closeCode;
  }

  /**
   * Decodes bytes from the second one on, and returns the lines in their place. The first byte is room
   * for a line's end: lines may be longer than their frames if the first header came before.
   */
  decode(bytes: Uint8Array): Uint8Array {
    let [at, end] = [1, 0];
    while (at < bytes.length && !this.#flaw && !this.#isClosed) {
      if (this.#left === 0) {
        if (!this.#readHeader(bytes[at++]!)) continue;
      } else {
        const size = Math.min(this.#left, bytes.length - at);
        const part = bytes.subarray(at, at + size);
        this.#unmask(part);
        this.#left -= size;
        at += size;
        if (this.#isControl) this.#control = [...this.#control ?? [], ...part];
        else if (this.#isText(part)) {
          bytes.set(part, end);
          end += size;
          this.#hasLineEnd = bytes[end - 1] === NEWLINE;
        }
      }
      if (this.#left === 0 && this.#endFrame()) bytes[end++] = NEWLINE;
    }
    return bytes.subarray(0, end);
  }

  get #isControl(): boolean {
    return (this.#opcode & CONTROL_BIT) !== 0;
  }

  /** Reads a byte of a header. Returns whether it was the last one. */
  #readHeader(byte: number): boolean {
    const at = this.#headerAt++;
    const lengthEnd = 2 + this.#longerBytes;
    if (at === 0) this.#startFrame(byte);
    else if (at === 1) this.#startLength(byte);
    else if (at < lengthEnd) this.#length = this.#length * 256 + byte;
    else this.#mask = this.#mask << 8 | byte;
    if (at < 1 || at < lengthEnd + MASK_BYTES - 1) return false;
    this.#headerAt = 0;
    this.#left = this.#length;
    this.#checkLength();
    return true;
  }

  #startFrame(byte: number): void {
    this.#isFinal = (byte & FINAL_BIT) !== 0;
    const opcode = this.#opcode = byte & OPCODE_BITS;
    this.#longerBytes = 0;
    if (byte & RESERVED_BITS) return this.#fail("a reserved bit is set");
    switch (opcode) {
      case OPCODE.continuation:
        if (!this.#isInMessage) this.#fail("a continuation without a start");
        break;
      case OPCODE.text:
        if (this.#isInMessage) this.#fail("a new message within another one");
        this.#isBinary = false;
        break;
      case OPCODE.binary:
        if (this.#isInMessage) this.#fail("a new message within another one");
        if (!this.#allowsBinary) this.#fail("a binary message", CLOSE_CODE.unsupportedData);
        this.#isBinary = true;
        break;
      case OPCODE.close:
      case OPCODE.ping:
      case OPCODE.pong:
        if (!this.#isFinal) this.#fail("a fragmented control frame");
        break;
      default:
        this.#fail(`the unknown opcode ${opcode}`);
    }
  }

  #startLength(byte: number): void {
    const length = byte & LENGTH_BITS;
    this.#longerBytes = LONGER[length] ?? 0;
    this.#length = this.#longerBytes > 0 ? 0 : length;
    this.#mask = 0;
    if ((byte & MASK_BIT) === 0) return this.#fail("a frame without a mask");
    if (this.#isControl && length > MAX_CONTROL_BYTES) this.#fail("a control frame is too long");
  }

  #checkLength(): void {
    if (this.#length < (MIN_LONGER[this.#longerBytes] ?? 0)) {
      return this.#fail("a length takes too many bytes");
    }
    if (this.#isControl) return;
    if (this.#opcode !== OPCODE.continuation) this.#messageBytes = 0;
    this.#isInMessage = true;
    this.#messageBytes += this.#length;
    if (this.#messageBytes > this.#maxBytes) {
      this.#fail(`a message is longer than ${this.#maxBytes} bytes`, CLOSE_CODE.tooLong);
    }
  }

  #fail(explanation: string, code: number = CLOSE_CODE.protocolError): void {
    this.#flaw ??= new FrameFlaw(code, explanation);
  }

  #unmask(part: Uint8Array): void {
    const read = this.#length - this.#left;
    for (let at = 0; at < part.length; at++) {
      part[at]! ^= this.#mask >>> 24 - 8 * (read + at & 3);
    }
  }

  /** Reports whether the next part of a message is UTF-8, as it has to be unless it is binary. */
  #isText(part: Uint8Array): boolean {
    if (this.#isBinary) return true;
    const isLast = this.#isFinal && this.#left === 0;
    try {
      if (isLast && !this.#text) wholeText.decode(part);
      else (this.#text ??= strictDecoder()).decode(part, { stream: !isLast });
      if (isLast) this.#text = undefined;
      return true;
    } catch {
      this.#fail("a text is not valid UTF-8", CLOSE_CODE.invalidText);
      return false;
    }
  }

  /** Returns whether the frame ends a message that does not end its last line. */
  #endFrame(): boolean {
    if (this.#flaw) return false;
    if (this.#isControl) {
      this.#endControl(Uint8Array.from(this.#control ?? []));
      this.#control = undefined;
      return false;
    }
    if (!this.#isFinal) return false;
    // An empty frame may be the end of a text that stops within a character.
    if (this.#text && !this.#isText(NOTHING)) return false;
    const isLineOpen = this.#messageBytes === 0 || !this.#hasLineEnd;
    this.#isInMessage = false;
    return isLineOpen;
  }

  #endControl(payload: Uint8Array): void {
    if (this.#opcode === OPCODE.ping) return this.#handler.onPing(payload);
    if (this.#opcode === OPCODE.pong) return;
    if (payload.length > 0) this.#closeCode = this.#readCloseCode(payload);
    this.#isClosed = true;
  }

  #readCloseCode(payload: Uint8Array): number | undefined {
    const code = payload.length > 1 ? payload[0]! << 8 | payload[1]! : 0;
    if (!isCloseCode(code)) {
      this.#fail("a close frame has an invalid code");
      return undefined;
    }
    try {
      wholeText.decode(payload.subarray(2));
      return code;
    } catch {
      this.#fail("the reason of a close frame is not valid UTF-8", CLOSE_CODE.invalidText);
    }
  }
}

function strictDecoder(): TextDecoder {
  return new TextDecoder("utf-8", { fatal: true });
}
