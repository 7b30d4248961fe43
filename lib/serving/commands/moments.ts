/**
 * Returns a moment in the server's local time: today as `10:45`, on other days with the date.
 *
 * @param time In milliseconds since 1970.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const noon = new Date(2026, 10, 26, 12, 0).getTime();
 * assert.equal(momentText(noon, noon), "12:00");
 * assert.equal(momentText(noon + 86_400_000, noon), "2026-11-27 12:00");
 * ```
 */
export function momentText(time: number, now: number): string {
  const date = dateText(time);
  return date === dateText(now) ? clockText(time) : `${date} ${clockText(time)}`;
}

/** Returns a moment with its date. */
export function fullMomentText(time: number): string {
  return `${dateText(time)} ${clockText(time)}`;
}

function dateText(time: number): string {
  const date = new Date(time);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map(twoDigits).join("-");
}

function clockText(time: number): string {
  const date = new Date(time);
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
