import { concat } from "../../framing/bytes.ts";
import { FRAME_SIZE, toFrames } from "../../framing/fixed_frames.ts";

const encoder = new TextEncoder();

/** The longest suffix that a server is expected to add to a name, such as `_12`. */
const SUFFIX_BYTES = 4;

/** The start of a message to one user or to all, which each piece of a long one repeats. */
export const PRIVATE_COMMAND = /^\/(msg\s+\S+|broadcast|announce)\s/;

/** The least room for text beside a sender's name, in bytes: servers cut longer names. */
const MIN_PIECE_BYTES = 40;

/**
 * Returns the frames of a line of input. A line that fits one frame is sent as it is. A longer one is
 * cut so that each piece fits a frame together with its sender's name, in front of a space where
 * there is one. Each piece of a long private message repeats the command, or the rest of the message
 * would go to the channel.
 *
 * @param name The name under which others see the sender.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { FRAME_SIZE, frameText } from "../../framing/fixed_frames.ts";
 *
 * const frames = lineToFrames(`/msg bob ${"x".repeat(100)} ${"y".repeat(100)}`, "Ann");
 * assert.equal(frameText(frames.subarray(0, FRAME_SIZE)), `/msg bob ${"x".repeat(100)}`);
 * assert.equal(frameText(frames.subarray(FRAME_SIZE)), `/msg bob  ${"y".repeat(100)}`);
 * ```
 */
export function lineToFrames(line: string, name: string): Uint8Array {
  if (encoder.encode(line).length <= FRAME_SIZE) return toFrames(line);
  const [command = "", addressee] = PRIVATE_COMMAND.exec(line) ?? [];
  // The server explains what is wrong with any other command.
  if (line.startsWith("/") && command === "") return toFrames(line);
  const sender = `[${name}${addressee === undefined ? "" : " to you"}] `;
  const longest = Math.max(
    encoder.encode(command).length,
    encoder.encode(sender).length + SUFFIX_BYTES,
  );
  const room = Math.max(MIN_PIECE_BYTES, FRAME_SIZE - longest);
  if (command.length > FRAME_SIZE - MIN_PIECE_BYTES) return toFrames(line);
  const pieces = cut(line.slice(command.length), room, command !== "");
  return concat(pieces.map((piece) => toFrames(piece, command)));
}

/**
 * Cuts a text into pieces of at most so many bytes of UTF-8, which together are the text.
 *
 * @param mayStartWithSlash Whether a piece that starts with a slash is no command.
 */
function cut(text: string, maxBytes: number, mayStartWithSlash: boolean): string[] {
  const pieces: string[] = [];
  const room = new Uint8Array(maxBytes);
  for (let rest = text; rest !== "";) {
    const { read } = encoder.encodeInto(rest, room);
    const end = read === rest.length ? read : bestBreak(rest, read, mayStartWithSlash);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return pieces;
}

/** Returns where to cut a text that may be cut at `latest`: in front of a space in its second half. */
function bestBreak(text: string, latest: number, mayStartWithSlash: boolean): number {
  // The receiver takes spaces at the end of a frame for padding.
  for (let end = latest; end > latest / 2; end--) {
    if (text[end] === " " && text[end - 1] !== " ") return end;
  }
  const isGood = (end: number) =>
    text[end - 1] !== " " && (mayStartWithSlash || text[end] !== "/") &&
    !/[\udc00-\udfff]/.test(text[end]!);
  let end = latest;
  while (end > 0 && !isGood(end)) end--;
  return end > 0 ? end : latest;
}
