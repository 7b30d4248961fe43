/**
 * The requests for earlier messages, and the texts around the answers.
 *
 * @module
 */
import { LOCAL_TIME_FORMS, parseLocalTime } from "../../framing/local_time.ts";
import { messageCount, NEW } from "./past_view.ts";

/** How many messages a request gets unless the user says otherwise. */
export const PAGE_COUNT = "20";

/** How many messages since a time are shown at once. */
const SINCE_COUNT = "200";

/** A request for earlier messages, or why there can be none. */
export type PastRequest = { readonly body: readonly string[] } | { readonly problem: string };

/**
 * Returns the request for what the user has typed after `/history`: nothing (messages before those shown
 * last), a number of messages, `since TIME`, `before ID` or `after ID`.
 *
 * @param earliest The id of the oldest message shown, if there is one.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const now = new Date();
 * assert.deepEqual(pastRequest("", 17, now), { body: ["before", "17", "20"] });
 * assert.deepEqual(pastRequest("50", 17, now), { body: ["last", "50"] });
 * assert.deepEqual(pastRequest("after 17", undefined, now), { body: ["after", "17", "20"] });
 * ```
 */
export function pastRequest(typed: string, earliest: number | undefined, now: Date): PastRequest {
  const words = typed.split(/\s+/).filter((word) => word !== "");
  const [first, ...more] = words;
  if (first === undefined) {
    return { body: earliest === undefined ? last() : ["before", String(earliest), PAGE_COUNT] };
  }
  if (/^\d+$/.test(first)) return { body: last(...words) };
  if (first === "since") {
    const time = parseLocalTime(more.join(" "), now);
    if (time !== undefined) {
      return { body: ["since", new Date(time).toISOString(), SINCE_COUNT] };
    }
    return { problem: `Cannot use "${more.join(" ")}" as a time: expected ${LOCAL_TIME_FORMS}` };
  }
  if (first === "before" || first === "after") {
    const [id = "", count = PAGE_COUNT, ...extra] = more;
    return { body: [first, id, count, ...extra] };
  }
  return { problem: "Usage: /history [N | since TIME | before ID | after ID]" };
}

function last(count = PAGE_COUNT, ...extra: string[]): string[] {
  return ["last", count, ...extra];
}

/** Returns the text above messages, of which so many are shown. */
export function pageTitle(count: number, before: number): string {
  const earlier = before === 0 ? "none before them" : `${before} before them: /history`;
  return `${messageCount(count)}, ${earlier}`;
}

/**
 * Returns the text below messages.
 *
 * @param last The id of the last one.
 */
export function pageEnd(after: number, last: number | undefined): string {
  return after === 0 ? NEW : `${messageCount(after, "later")}: /history after ${last}`;
}

/** Returns the text above messages that a search has found. */
export function foundTitle(words: string, count: number, older: number): string {
  const found = `${messageCount(count)} with "${words}"`;
  return older === 0 ? found : `${found}, without ${older} older ones: more words find fewer`;
}
