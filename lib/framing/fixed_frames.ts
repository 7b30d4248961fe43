/**
 * Fixed 200-byte frames: UTF-8 text, padded on the right with spaces.
 *
 * @module
 */

import { concat } from "./bytes.ts";

/** Length of every frame, in bytes. */
export const FRAME_SIZE = 200;

/** The longest name or password that fits a frame behind a command, in bytes. */
export const MAX_ARGUMENT_BYTES = 180;

const NEWLINE = 0x0a;
const SPACE = 0x20;
const SLASH = 0x2f;
/** Length of the longest UTF-8 character. */
const MAX_CHARACTER_BYTES = 4;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Splits a stream of bytes into frames. Reads may end anywhere, even inside a frame.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const frames = new FixedFrames();
 * const seen: string[] = [];
 * const bytes = toFrames("hello");
 * frames.push(bytes.subarray(0, 3), (frame) => seen.push(frameText(frame)));
 * assert.equal(seen.length, 0);
 * frames.push(bytes.subarray(3), (frame) => seen.push(frameText(frame)));
 * assert.deepEqual(seen, ["hello"]);
 * ```
 */
export class FixedFrames {
  /** Allocated for the first incomplete frame: most connections never send one. */
  #partial: Uint8Array | undefined;
  #held = 0;

  /**
   * Takes the next bytes of the stream and calls `onFrame` for each frame that they complete.
   * The frame's bytes are valid only during that call.
   */
  push(chunk: Uint8Array, onFrame: (frame: Uint8Array) => void): void {
    let at = 0;
    if (this.#held > 0) {
      const partial = this.#partial!;
      at = Math.min(FRAME_SIZE - this.#held, chunk.length);
      partial.set(chunk.subarray(0, at), this.#held);
      this.#held += at;
      if (this.#held < FRAME_SIZE) return;
      this.#held = 0;
      onFrame(partial);
    }
    for (; at + FRAME_SIZE <= chunk.length; at += FRAME_SIZE) {
      onFrame(chunk.subarray(at, at + FRAME_SIZE));
    }
    if (at < chunk.length) {
      this.#partial ??= new Uint8Array(FRAME_SIZE);
      this.#partial.set(chunk.subarray(at));
      this.#held = chunk.length - at;
    }
  }
}

/**
 * Returns a frame's text without its padding: white space, and the zero bytes of clients that send
 * cleared buffers. Bytes that are not UTF-8 become U+FFFD.
 */
export function frameText(frame: Uint8Array): string {
  let end = frame.length;
  while (end > 0 && (frame[end - 1] === 0 || isSpace(frame[end - 1]!))) end--;
  return decoder.decode(frame.subarray(0, end));
}

/**
 * Encodes `text` as one or more consecutive frames that each start with `prefix`.
 *
 * A break never splits a character. It never follows a space, because the receiver would take the
 * space for padding. Without a prefix it never precedes a slash, because the receiver would take the
 * next frame for a command.
 *
 * @param reserved How many bytes stay blank at the end of each frame.
 * @throws {RangeError} if `prefix` leaves no room for a character.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const frames = toFrames("x".repeat(199), "[bob] ");
 * assert.equal(frames.length, 2 * FRAME_SIZE);
 * assert.equal(frameText(frames.subarray(FRAME_SIZE)), "[bob] xxxxx");
 * ```
 */
export function toFrames(text: string, prefix = "", reserved = 0): Uint8Array {
  return toSingleFrame(text, prefix, reserved) ?? toSeveralFrames(text, prefix, reserved);
}

/** Returns one frame with the whole text, or `undefined` if the text does not fit. */
export function toSingleFrame(
  text: string,
  prefix: string,
  reserved = 0,
): Uint8Array | undefined {
  const capacity = FRAME_SIZE - reserved;
  if (prefix.length + text.length > capacity) return undefined;
  if (prefix.length > capacity - MAX_CHARACTER_BYTES) return undefined;
  const frame = blankFrame();
  const whole = prefix + text;
  const room = reserved === 0 ? frame : frame.subarray(0, capacity);
  return encoder.encodeInto(whole, room).read === whole.length ? frame : undefined;
}

/** Memory for the next frames. One allocation for many frames makes direct messages 2.6 times as fast. */
let blank = new ArrayBuffer(0);
let used = 0;
const BLANK_FRAMES = 40;

/** Returns a new frame that contains only spaces. */
export function blankFrame(): Uint8Array {
  if (used === blank.byteLength) {
    blank = new Uint8Array(BLANK_FRAMES * FRAME_SIZE).fill(SPACE).buffer;
    used = 0;
  }
  const frame = new Uint8Array(blank, used, FRAME_SIZE);
  used += FRAME_SIZE;
  return frame;
}

function toSeveralFrames(text: string, prefix: string, reserved: number): Uint8Array {
  const head = encoder.encode(prefix);
  const body = encoder.encode(text);
  const capacity = FRAME_SIZE - reserved - head.length;
  if (capacity < MAX_CHARACTER_BYTES) {
    throw new RangeError(
      `Cannot frame text behind a prefix of ${head.length} bytes: it leaves no room for a character`,
    );
  }
  const parts: Uint8Array[] = [];
  let start = 0;
  do {
    const end = partEnd(body, start, capacity, head.length > 0);
    parts.push(body.subarray(start, end));
    start = end;
  } while (start < body.length);

  const frames = new Uint8Array(parts.length * FRAME_SIZE).fill(SPACE);
  parts.forEach((part, index) => {
    frames.set(head, index * FRAME_SIZE);
    frames.set(part, index * FRAME_SIZE + head.length);
  });
  return frames;
}

/**
 * Encodes a list as frames, one item per line. Breaks between items, except within one that is too long.
 * Items have no line breaks. All items are encoded at once: that is ten times as fast as one by one.
 */
export function listToFrames(items: Iterable<string>): Uint8Array {
  const bytes = encoder.encode(Array.from(items).join("\n"));
  const frames: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = lastItemEnd(bytes, start);
    frames.push(
      end - start > FRAME_SIZE
        ? toFrames(decoder.decode(bytes.subarray(start, end)))
        : frameOf(bytes.subarray(start, end)),
    );
    start = end + 1;
  }
  return concat(frames);
}

/** Returns the end of the last item that fits a frame from `start` on, or of the first one. */
function lastItemEnd(bytes: Uint8Array, start: number): number {
  if (bytes.length - start <= FRAME_SIZE) return bytes.length;
  const last = bytes.lastIndexOf(NEWLINE, start + FRAME_SIZE);
  if (last > start) return last;
  const first = bytes.indexOf(NEWLINE, start);
  return first < 0 ? bytes.length : first;
}

function frameOf(bytes: Uint8Array): Uint8Array {
  const frame = blankFrame();
  frame.set(bytes);
  return frame;
}

/** Returns where the part that starts at `start` ends: the best break within `capacity` bytes. */
function partEnd(bytes: Uint8Array, start: number, capacity: number, hasPrefix: boolean): number {
  if (bytes.length - start <= capacity) return bytes.length;
  const latest = characterStart(bytes, start + capacity);
  let end = latest;
  while (end > start && (isSpace(bytes[end - 1]!) || (!hasPrefix && bytes[end] === SLASH))) {
    end = characterStart(bytes, end - 1);
  }
  // A part of only spaces or slashes has no better break.
  return end > start ? end : latest;
}

/** Returns the start of the character that the byte at `index` belongs to. */
function characterStart(bytes: Uint8Array, index: number): number {
  while ((bytes[index]! & 0xc0) === 0x80) index--;
  return index;
}

/** Reports whether a byte is ASCII white space: space, `\t`, `\n`, `\v`, `\f` or `\r`. */
export function isSpace(byte: number): boolean {
  return byte === SPACE || (byte >= 0x09 && byte <= 0x0d);
}
