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

/** The maximum size of a header, in bytes. */
const MAX_HEADER_BYTES = 10;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

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
 * @param isBinary Whether the messages are binary.
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
export function encodeLines(
  part: Uint8Array,
  isInMessage: boolean,
  isBinary = false,
): EncodedLines {
  const start = isBinary ? OPCODE.binary : OPCODE.text;
  const ends = lineEnds(part);
  const target = new Uint8Array(part.length + MAX_HEADER_BYTES * (ends.length + 1));
  let [at, end] = [0, 0];
  const write = (first: number, lineEnd: number) => {
    end = writeHeader(
      target,
      end,
      first | (isInMessage ? OPCODE.continuation : start),
      lineEnd - at,
    );
    target.set(part.subarray(at, lineEnd), end);
    end += lineEnd - at;
  };
  for (const lineEnd of ends) {
    // Lines of IRC have one more character at their ends, which is none of the message.
    const hasReturn = lineEnd > at && part[lineEnd - 1] === CARRIAGE_RETURN;
    write(FINAL_BIT, hasReturn ? lineEnd - 1 : lineEnd);
    at = lineEnd + 1;
    isInMessage = false;
  }
  if (at < part.length) {
    write(0, part.length);
    isInMessage = true;
  }
  return { frames: target.subarray(0, end), isInMessage };
}

function lineEnds(part: Uint8Array): number[] {
  const ends = [];
  for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) ends.push(at);
  return ends;
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
