import { type EncodedLines, encodeLines } from "../framing/websocket_encoder.ts";

/**
 * The maximum number of bytes that are framed for one write. A write is all or nothing, so small ones
 * show that a slow client makes progress.
 */
const MAX_FRAMED_BYTES = 64 * 1024;

/** The frames of the first `count` bytes of a part of a stream of lines. */
interface SharedFrames extends EncodedLines {
  readonly count: number;
}

/** What was encoded last, and its frames. */
let lastBytes: Uint8Array | undefined;
let wasInMessage = false;
let wasBinary = false;
let lastFrames: SharedFrames | undefined;

/**
 * Encodes lines as {@linkcode encodeLines} does, once for all members of a channel: those who have
 * read as far as each other are given the same array of its log.
 */
export function encodeShared(
  bytes: Uint8Array,
  isInMessage: boolean,
  isBinary: boolean,
): SharedFrames {
  const isSame = bytes === lastBytes && isInMessage === wasInMessage && isBinary === wasBinary;
  if (isSame) return lastFrames!;
  const part = bytes.subarray(0, MAX_FRAMED_BYTES);
  lastBytes = bytes;
  wasInMessage = isInMessage;
  wasBinary = isBinary;
  return lastFrames = { ...encodeLines(part, isInMessage, isBinary), count: part.length };
}
