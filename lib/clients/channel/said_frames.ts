import { parseIdFrame } from "../../dialects/channel/id_frames.ts";
import { parsePastFrame } from "../../dialects/channel/past_frames.ts";
import type { StampedMessage } from "../messenger/stamped_message.ts";

/** The user's channel, whose name frames do not tell. */
export const OWN_CHANNEL = "#";

/** The most frames of a message: a server sends fewer. */
const MAX_FRAMES = 100_000;

/** A message with the frames that it takes. The text of a past one stands behind its time. */
export interface SaidMessage extends StampedMessage {
  readonly action: "message" | "past" | "direct";
  readonly stamp: { readonly id: number; readonly time: Date };
  readonly frames: readonly string[];
}

/**
 * Puts messages together from their frames, of which the last one has the id. A message of which a part
 * is missing, because the connection broke, does not count.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const said = new SaidFrames();
 * assert.equal(said.take("bob has joined"), undefined);
 * assert.equal(said.take("[bob] a long\0+"), "open");
 * const message = said.take("[bob] text\0" + "17");
 * assert(typeof message === "object");
 * assert.deepEqual(message.frames, ["[bob] a long", "[bob] text"]);
 * assert.deepEqual([message.action, message.source, message.stamp.id], ["message", "bob", 17]);
 * ```
 */
export class SaidFrames {
  #open: string[] = [];

  /**
   * Takes a frame. Returns the message that it completes, `open` if more frames of that are to come, and
   * `undefined` if it has no id.
   */
  take(frame: string): SaidMessage | "open" | undefined {
    const part = parseIdFrame(frame);
    if (!part) return undefined;
    this.#open.push(part.text);
    if (part.id === undefined && this.#open.length < MAX_FRAMES) return "open";
    const frames = this.#open;
    this.#open = [];
    return {
      ...headOf(frames[0]!),
      body: "",
      frames,
      stamp: { id: part.id ?? 0, time: new Date() },
    };
  }

  /** Forgets what came of a message on a connection that is lost. */
  clear(): void {
    this.#open = [];
  }
}

function headOf(frame: string): Pick<SaidMessage, "action" | "source" | "destination"> {
  const past = parsePastFrame(frame);
  if (past) return { action: "past", source: past.sender, destination: OWN_CHANNEL };
  const [, source = ""] = /^\[([^\]]+)\]/.exec(frame) ?? [];
  const isDirect = / to (you|all)$/.test(source);
  return { action: isDirect ? "direct" : "message", source, destination: OWN_CHANNEL };
}
