/**
 * Messages with their ids, for clients that have asked for these. Behind the text of a message's last frame
 * are a zero byte and the id; behind that of each earlier frame, a zero byte and a plus sign.
 *
 * @module
 */
import { FRAME_SIZE } from "../../framing/fixed_frames.ts";

/** The room for an id, in bytes: ids have at most 16 digits. */
export const ID_BYTES = 17;

const GOES_ON = "+";
const SPACE = 0x20;
const encoder = new TextEncoder();

/**
 * Puts the id of a message into its frames, whose last {@linkcode ID_BYTES} are blank.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { frameText, toFrames } from "../../framing/fixed_frames.ts";
 *
 * const frames = withId(toFrames("hi", "[bob] ", ID_BYTES), 17);
 * assert.deepEqual(parseIdFrame(frameText(frames)), { text: "[bob] hi", id: 17 });
 * ```
 */
export function withId(frames: Uint8Array, id: number): Uint8Array {
  for (let start = 0; start < frames.length; start += FRAME_SIZE) {
    const frame = frames.subarray(start, start + FRAME_SIZE);
    const end = frame.findLastIndex((byte) => byte !== SPACE) + 1;
    const isLast = start + FRAME_SIZE === frames.length;
    encoder.encodeInto(`\0${isLast ? id : GOES_ON}`, frame.subarray(end));
  }
  return frames;
}

/** A frame of a message with an id. */
export interface IdFrame {
  readonly text: string;
  /** `undefined` if more frames of the message follow. */
  readonly id: number | undefined;
}

/** Returns what a frame of a message with an id says; `undefined` for any other frame. */
export function parseIdFrame(frame: string): IdFrame | undefined {
  // The text of a user may contain a zero byte: only the last one is the server's.
  const at = frame.lastIndexOf("\0");
  const mark = frame.slice(at + 1);
  if (at < 0 || mark !== GOES_ON && !/^\d{1,16}$/.test(mark)) return undefined;
  return { text: frame.slice(0, at).trimEnd(), id: mark === GOES_ON ? undefined : Number(mark) };
}
