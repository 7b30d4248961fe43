/**
 * What users ask a channel's history for.
 *
 * @module
 */
import { Refusal } from "../errors/refusal.ts";
import { quote } from "../framing/messages.ts";
import { MAX_PAGE_COUNT, type Part } from "../history/history.ts";

/** How many messages a request gets that names no number, and a search. */
export const DEFAULT_PAGE_COUNT = 20;

/** What a search costs its user beside the bytes of the answer, in bytes: it takes some milliseconds. */
export const SEARCH_COST_BYTES = 2 * 1024 * 1024;

/** The words that choose a part of a history. */
export const PART_WORDS = ["last", "before", "after", "since"] as const;

/** The times that a dialect understands. */
export interface TimeForms {
  /** Returns a time in milliseconds since 1970. */
  parse(text: string): number | undefined;
  /** The forms of a time, for error messages. */
  readonly expected: string;
}

/**
 * Returns the part of a history that these words ask for: `last 50`, `before ID 50`, `after ID 50` or
 * `since TIME 50`. The number at the end may be left out.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const times = { parse: Date.parse, expected: "a time" };
 * assert.deepEqual(parsePart(["after", "17", "50"], times), { after: 17, count: 50 });
 * assert.deepEqual(parsePart(["since", "1970-01-01"], times), { since: 0, count: 20 });
 * ```
 */
export function parsePart(
  [word = "last", ...values]: readonly string[],
  times: TimeForms,
): Part | Refusal<"bad-part"> {
  if (!PART_WORDS.some((known) => known === word)) {
    return refuse(word, "a part of the history", PART_WORDS.join(", "));
  }
  const [place = "", number = String(DEFAULT_PAGE_COUNT), extra] = word === "last"
    ? ["", ...values]
    : values;
  if (extra !== undefined) {
    return new Refusal("bad-part", `Unexpected ${quote(extra)}: the number of messages comes last`);
  }
  const count = /^\d{1,9}$/.test(number) ? Number(number) : 0;
  if (count < 1 || count > MAX_PAGE_COUNT) {
    return refuse(number, "a number of messages", `1 to ${MAX_PAGE_COUNT}`);
  }
  if (word === "last") return { before: Number.MAX_SAFE_INTEGER, count };
  if (word === "since") {
    const since = times.parse(place);
    return since === undefined ? refuse(place, "a time", times.expected) : { since, count };
  }
  const id = /^\d{1,16}$/.test(place) ? Number(place) : NaN;
  if (Number.isNaN(id)) return refuse(place, "the id of a message", "a number");
  return word === "before" ? { before: id, count } : { after: id, count };
}

function refuse(value: string, what: string, expected: string): Refusal<"bad-part"> {
  return new Refusal("bad-part", `Cannot use ${quote(value)} as ${what}: expected ${expected}`);
}
