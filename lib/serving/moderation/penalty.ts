import { fullLocalTime, localTime } from "../../framing/local_time.ts";

/** How long something holds, and why. Times are in milliseconds since 1970. */
export interface Penalty {
  /** The end; `null` for none. */
  readonly until: number | null;
  /** Empty if the operator has given none. */
  readonly reason: string;
}

/**
 * Adds the end and the reason to a sentence.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const until = new Date(2026, 10, 26, 10, 45).getTime();
 * const text = withPenalty("You are muted", { until, reason: "spam" }, until - 1000);
 * assert.equal(text, "You are muted until 10:45: spam");
 * ```
 */
export function withPenalty(text: string, { until, reason }: Penalty, now: number): string {
  const end = until === null ? "" : ` until ${localTime(until, now)}`;
  return `${text}${end}${reason === "" ? "" : `: ${reason}`}`;
}

/** Returns the end and the reason for the audit log, where they are read on other days. */
export function penaltyText({ until, reason }: Penalty): string {
  const end = until === null ? "for good" : `until ${fullLocalTime(until)}`;
  return reason === "" ? end : `${end}: ${reason}`;
}

/** Reports whether a penalty is over. */
export function isOver({ until }: Penalty, now: number): boolean {
  return until !== null && until <= now;
}
