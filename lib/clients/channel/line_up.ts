/**
 * Finds out which of a server's past messages a client has shown: frames carry no ids.
 *
 * @module
 */

/** The sender and the text of a frame. */
export interface SentFrame {
  readonly sender: string;
  readonly text: string;
}

/** The server shortens long names in past messages more than in live ones. */
const COMPARED_LENGTH = 40;

/**
 * Returns how many of the past frames were seen already: those that are the end of what was seen. The
 * two are compared as running texts, since a past message is cut into frames at other places.
 *
 * @param past All frames after a place, as far as the server has kept them.
 * @param seen The live frames since that place.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const of = (...texts: string[]) => texts.map((text) => ({ sender: "bob", text }));
 * assert.equal(seenCount(of("ok", "ok", "well", "ok"), of("ok", "ok")), 2);
 * assert.equal(seenCount(of("well", "ok"), of("ok", "ok", "well")), 1);
 * assert.equal(seenCount(of("a long", " text", "next"), of("a long text")), 2);
 * assert.equal(seenCount(of("new"), of("old")), 0);
 * ```
 */
export function seenCount(past: readonly SentFrame[], seen: readonly SentFrame[]): number {
  const { text, ends } = runningText(past);
  for (let skipped = 0; skipped < seen.length; skipped++) {
    const start = runningText(seen.slice(skipped)).text;
    if (text.startsWith(start)) return ends.filter((end) => end <= start.length).length;
  }
  return 0;
}

/** Returns frames as one text, and where each of them ends in it. */
function runningText(frames: readonly SentFrame[]): { text: string; ends: readonly number[] } {
  let [text, last] = ["", ""];
  const ends = frames.map((frame) => {
    const sender = frame.sender.slice(0, COMPARED_LENGTH);
    // A name has no line break.
    if (sender !== last) text += `\n${sender}\n`;
    last = sender;
    text += frame.text;
    return text.length;
  });
  return { text, ends };
}
