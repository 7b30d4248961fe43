/**
 * The frames that the server of a WebSocket sends, as RFC 6455 has them.
 *
 * @module
 */
import { MAX_CONTROL_BYTES, OPCODE } from "./websocket.ts";

const FINAL_BIT = 0x80;

/** The lengths that stand for longer ones behind them, and the first number that needs the longest. */
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const MIN_LENGTH_64 = 0x1_0000;

/** The maximum size of a header, in bytes: no frame of ours is longer than 4 GiB. */
const MAX_HEADER_BYTES = 10;

const NEWLINE = 0x0a;

/** A part of a stream of lines as frames. */
export interface EncodedLines {
  readonly frames: Uint8Array;
  /** Whether a message has begun that ends with a later part. */
  readonly isInMessage: boolean;
}

/**
 * Encodes a part of a stream of lines: each line is a message. A line that goes on with the next part
 * becomes several frames, so no part has to be held.
 *
 * @param isInMessage Whether the part goes on with a line.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const bytes = (text: string) => new TextEncoder().encode(text);
 * const { frames, isInMessage } = encodeLines(bytes("hi\nho"), false);
 * assert.deepEqual([...frames], [0x81, 2, ...bytes("hi"), 0x01, 2, ...bytes("ho")]);
 * assert.equal(isInMessage, true);
 * assert.deepEqual([...encodeLines(bytes("!\n"), true).frames], [0x80, 1, ...bytes("!")]);
 * ```
 */
export function encodeLines(part: Uint8Array, isInMessage: boolean): EncodedLines {
  const target = new Uint8Array(maxSize(part));
  let end = 0;
  for (let at = 0; at < part.length;) {
    const newline = part.indexOf(NEWLINE, at);
    const isFinal = newline >= 0;
    const line = part.subarray(at, isFinal ? newline : part.length);
    const opcode = isInMessage ? OPCODE.continuation : OPCODE.text;
    end = writeHeader(target, end, (isFinal ? FINAL_BIT : 0) | opcode, line.length);
    target.set(line, end);
    end += line.length;
    at += line.length + 1;
    isInMessage = !isFinal;
  }
  return { frames: target.subarray(0, end), isInMessage };
}

/** Returns the maximum size of the frames for a part. Each line has a header instead of its end. */
function maxSize(part: Uint8Array): number {
  let lines = 1;
  for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) lines++;
  // A header has at most four bytes for each line of less than 64 KiB.
  const longLines = Math.floor(part.length / MIN_LENGTH_64);
  return part.length + 4 * lines + MAX_HEADER_BYTES * longLines;
}

function writeHeader(target: Uint8Array, at: number, first: number, length: number): number {
  target[at++] = first;
  if (length < LENGTH_16) {
    target[at++] = length;
    return at;
  }
  const bytes = length < MIN_LENGTH_64 ? 2 : 8;
  target[at++] = bytes === 2 ? LENGTH_16 : LENGTH_64;
  for (let left = bytes; left > 0; left--) target[at++] = Math.floor(length / 256 ** (left - 1));
  return at;
}

/** Encodes a control frame, whose payload has at most 125 bytes. */
export function encodeControl(opcode: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(2 + Math.min(payload.length, MAX_CONTROL_BYTES));
  frame[0] = FINAL_BIT | opcode;
  frame[1] = frame.length - 2;
  frame.set(payload.subarray(0, MAX_CONTROL_BYTES), 2);
  return frame;
}

/** Encodes the end of a connection. Without a code, it is the answer to an end without one. */
export function encodeClose(code?: number): Uint8Array {
  const payload = code === undefined ? [] : [code >> 8, code & 0xff];
  return encodeControl(OPCODE.close, Uint8Array.from(payload));
}
