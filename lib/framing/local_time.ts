/**
 * Times as people type and read them: in the local time of the machine.
 *
 * @module
 */

/** A time of day, with the day before it if that is not today. */
const TYPED = /^(?:(\d{4})-(\d\d)-(\d\d)(?:[ T]|$))?(?:(\d\d?):(\d\d)(?::(\d\d))?)?$/;

/** A time with its zone, as programs write it. */
const EXACT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

const DAY_HOURS = 24;

/** The forms that {@linkcode parseLocalTime} understands, for error messages. */
export const LOCAL_TIME_FORMS = "a time such as 10:30 or 2026-01-31 10:30";

/**
 * Parses a time that has passed: `10:30` is today, or yesterday if it is later than now. A day without
 * a time means its start.
 *
 * @returns the time in milliseconds since 1970, or `undefined` if the text is no time.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const now = new Date(2026, 0, 31, 10, 45);
 * assert.equal(parseLocalTime("9:05", now), new Date(2026, 0, 31, 9, 5).getTime());
 * assert.equal(parseLocalTime("23:00", now), new Date(2026, 0, 30, 23).getTime());
 * assert.equal(parseLocalTime("2026-01-02 10:30", now), new Date(2026, 0, 2, 10, 30).getTime());
 * assert.equal(parseLocalTime("2026-02-30", now), undefined);
 * ```
 */
export function parseLocalTime(text: string, now: Date): number | undefined {
  const exact = parseExactTime(text);
  if (exact !== undefined) return exact;
  const match = text === "" ? null : TYPED.exec(text);
  if (!match) return undefined;
  const [, , , , hours = "0", minutes = "0", seconds = "0"] = match;
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (hour >= DAY_HOURS || minute >= 60 || second >= 60) return undefined;
  const [, years, months, days] = match;
  if (years === undefined) {
    const today = new Date(now.getFullYear(), now.getMonth(), now.getDate(), hour, minute, second);
    if (today > now) today.setDate(today.getDate() - 1);
    return today.getTime();
  }
  const [year, month, day] = [Number(years), Number(months) - 1, Number(days)];
  const time = new Date(year, month, day, hour, minute, second);
  return time.getMonth() === month && time.getDate() === day ? time.getTime() : undefined;
}

/**
 * Parses a time with its zone.
 *
 * @returns the time in milliseconds since 1970, or `undefined` if the text is no such time.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(parseExactTime("1970-01-01T00:00:01.500Z"), 1500);
 * assert.equal(parseExactTime("10:30"), undefined);
 * ```
 */
export function parseExactTime(text: string): number | undefined {
  if (!EXACT.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Returns a time as people read it: of today as `10:45`, of other days as `2026-01-31 10:45`.
 *
 * @param time In milliseconds since 1970, as `now`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const time = new Date(2026, 0, 31, 10, 45).getTime();
 * assert.equal(localTime(time, new Date(2026, 0, 31, 23).getTime()), "10:45");
 * assert.equal(localTime(time, new Date(2026, 1, 1).getTime()), "2026-01-31 10:45");
 * ```
 */
export function localTime(time: number, now: number): string {
  return localDate(time) === localDate(now) ? clockTime(time) : fullLocalTime(time);
}

/** Returns a time with its day: `2026-01-31 10:45`. */
export function fullLocalTime(time: number): string {
  return `${localDate(time)} ${clockTime(time)}`;
}

/** Returns the time of day: `09:05`. */
export function clockTime(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes()].map(twoDigits).join(":");
}

function localDate(time: number): string {
  const date = new Date(time);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join("-");
}

function twoDigits(part: number): string {
  return String(part).padStart(2, "0");
}
