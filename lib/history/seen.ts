import { slotOf } from "../chat/event_id.ts";

/**
 * The messages that a reader has seen. Those of different servers do not always arrive in the order of
 * their ids, and those of one server do: so one id for each server tells them all.
 */
export interface Seen {
  /** The last message seen of each server that is not in `seen`. */
  readonly after: number;
  /** The last message seen of each server, by its slot. */
  readonly seen: ReadonlyMap<number, number>;
}

/**
 * Reports whether the message with this id has not been seen.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const have = { after: 1000, seen: new Map([[3, 131]]) };
 * assert.equal(isUnseen(259, have), true); // 2 * 128 + 3
 * assert.equal(isUnseen(260, have), false);
 * ```
 */
export function isUnseen(id: number, { after, seen }: Seen): boolean {
  return id > (seen.get(slotOf(id)) ?? after);
}

/** Returns an id up to which all messages were seen. */
export function lowestSeen({ after, seen }: Seen): number {
  return Math.min(after, ...seen.values());
}
