/**
 * The frames in front of past messages and behind them. A message starts with its sender in brackets,
 * and a notice ends in `has joined` or `has left`, so neither can look like one of these.
 *
 * @module
 */

/** What stands in front of past messages. */
export interface PastStart {
  /** The number of messages that follow. */
  readonly count: number;
  /** How many kept messages are older. */
  readonly before: number;
  /** The id of the first one, if there is any. */
  readonly first?: number | undefined;
}

/** What stands behind past messages. */
export interface PastEnd {
  /** How many kept messages are newer. */
  readonly after: number;
  /** The id of the last one: later messages have greater ones. */
  readonly last: number;
}

/** Returns the text in front of past messages. */
export function pastStart({ count, before, first }: PastStart): string {
  const command = first === undefined || before === 0 ? "" : `: /history before ${first}`;
  return `Past messages: ${count} (${before} before them${command})`;
}

/** Returns the text behind past messages. */
export function pastEnd({ after, last }: PastEnd): string {
  return `End of past messages (${after} after them: /history after ${last})`;
}

/** How many ids fit a frame: behind them there is room for a number of messages. */
export const MAX_PLACE_IDS = 10;

/**
 * Returns the text that names a place, behind which a client can go on later.
 *
 * @param ids The last message's id. In a cluster, one id for all servers and then the last of some.
 */
export function pastMark(ids: readonly number[]): string {
  return `Later messages: /history after ${ids.join()}`;
}

/**
 * Returns the ids in the text that names a place.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parsePastMark(pastMark([17])), [17]);
 * assert.deepEqual(parsePastMark(pastMark([9, 129, 130])), [9, 129, 130]);
 * ```
 */
export function parsePastMark(text: string): readonly number[] | undefined {
  const [, ids] = /^Later messages: \/history after (\d+(?:,\d+)*)$/.exec(text) ?? [];
  return ids?.split(",").map(Number);
}

/** A frame of a past message. */
export interface PastFrame {
  /** The time as the server shows it. */
  readonly time: string;
  readonly sender: string;
  readonly text: string;
}

/**
 * Returns the parts of a frame of a past message.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parsePastFrame("10:31 [bob] hi"), { time: "10:31", sender: "bob", text: "hi" });
 * assert.equal(parsePastFrame("[bob] 10:31 [ann] hi"), undefined);
 * ```
 */
export function parsePastFrame(frame: string): PastFrame | undefined {
  const [, time, sender, text = ""] =
    /^((?:\d{4}-\d\d-\d\d )?\d\d:\d\d) \[([^\]]*)\](?: (.*))?$/s.exec(frame) ?? [];
  return time === undefined ? undefined : { time, sender: sender!, text };
}

/** Returns the text in front of the messages that a search has found. */
export function foundStart(words: string, count: number, older: number): string {
  return `Past messages with ${words}: ${count} (${older} older ones left out)`;
}

/** The text behind the messages that a search has found. */
export const FOUND_END = "End of past messages";

/**
 * Returns what the text in front of past messages says.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const start = { count: 20, before: 380, first: 17 };
 * assert.deepEqual(parsePastStart(pastStart(start)), start);
 * assert.equal(parsePastStart("[bob] Past messages: 20"), undefined);
 * ```
 */
export function parsePastStart(text: string): PastStart | undefined {
  const match = /^Past messages: (\d+) \((\d+) before them(?:: \/history before (\d+))?\)$/
    .exec(text);
  if (!match) return undefined;
  const [, count, before, first] = match;
  return {
    count: Number(count),
    before: Number(before),
    first: first === undefined ? undefined : Number(first),
  };
}

/**
 * Returns what the text behind past messages says.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const end = { after: 5, last: 17 };
 * assert.deepEqual(parsePastEnd(pastEnd(end)), end);
 * ```
 */
export function parsePastEnd(text: string): PastEnd | undefined {
  const match = /^End of past messages \((\d+) after them: \/history after (\d+)\)$/.exec(text);
  return match ? { after: Number(match[1]), last: Number(match[2]) } : undefined;
}
