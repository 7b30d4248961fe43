/**
 * What users ask a channel's history for.
 *
 * @module
 */
import { CLUSTER_SLOTS, slotOf } from "../chat/event_id.ts";
import { Refusal } from "../errors/refusal.ts";
import { quote } from "../framing/messages.ts";
import { MAX_PAGE_COUNT, type Part } from "../history/history.ts";

/** The maximum number of ids behind `after`: one for all servers of a cluster, and one for each. */
const MAX_SEEN_IDS = 1 + CLUSTER_SLOTS;

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
 * `since TIME 50`. The number at the end may be left out. `after ID,ID,ID 50` asks in a cluster for the
 * messages behind the first id, and leaves out those up to the other ids, each for the server that took it.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const times = { parse: Date.parse, expected: "a time" };
 * assert.deepEqual(parsePart(["after", "17", "50"], times), { after: 17, count: 50 });
 * assert.deepEqual(parsePart(["since", "1970-01-01"], times), { since: 0, count: 20 });
 *
 * const seen = new Map([[1, 129], [2, 130]]);
 * assert.deepEqual(parsePart(["after", "9,129,130"], times), { after: 9, count: 20, seen });
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
  const [id, ...seen] = idsIn(place, word === "after" ? MAX_SEEN_IDS : 1);
  if (id === undefined) return refuse(place, "the id of a message", "a number");
  if (word === "before") return { before: id, count };
  return seen.length === 0 ? { after: id, count } : { after: id, count, seen: bySlot(seen) };
}

/** Returns the ids in a text, which are separated by commas; none if it is something else. */
function idsIn(text: string, max: number): number[] {
  const ids = text.split(",", max + 1);
  return ids.length <= max && ids.every((id) => /^\d{1,16}$/.test(id)) ? ids.map(Number) : [];
}

/** Returns the last of these ids for each slot. */
function bySlot(ids: readonly number[]): ReadonlyMap<number, number> {
  return new Map(ids.toSorted((a, b) => a - b).map((id) => [slotOf(id), id]));
}

function refuse(value: string, what: string, expected: string): Refusal<"bad-part"> {
  return new Refusal("bad-part", `Cannot use ${quote(value)} as ${what}: expected ${expected}`);
}
