import assert from "node:assert/strict";
import { Refusal } from "../../lib/errors/refusal.ts";
import { durationText, parseDuration } from "../../lib/serving/commands/duration.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Durations as people type them; `undefined` for those that are none. */
const CASES: Readonly<Record<string, number | undefined>> = {
  "90s": 90 * SECOND,
  "10m": 10 * MINUTE,
  "2h": 2 * HOUR,
  "7d": 7 * DAY,
  "1h30m": 90 * MINUTE,
  "1d2h3m4s": DAY + 2 * HOUR + 3 * MINUTE + 4 * SECOND,
  "10M": 10 * MINUTE,
  "007m": 7 * MINUTE,
  "3650d": 3650 * DAY,
  "3651d": undefined,
  "99999999999999999999d": undefined,
  "0m": undefined,
  "10": undefined,
  "1.5h": undefined,
  "30m1h": undefined,
  "1h 30m": undefined,
  "10min": undefined,
  "m": undefined,
  "-5m": undefined,
  "": undefined,
};

for (const [text, ms] of Object.entries(CASES)) {
  Deno.test(`the duration "${text}" ${ms === undefined ? "is refused" : "is parsed"}`, () => {
    const parsed = parseDuration(text);
    assert.equal(parsed instanceof Refusal ? undefined : parsed, ms);
    if (parsed instanceof Refusal) assert.match(parsed.explanation, /write 90s, 10m|at most 3650d/);
  });
}

Deno.test("a duration is shown in its largest unit", () => {
  const shown = [0, 999, 1000, 59_999, MINUTE, 90 * MINUTE, DAY, 40 * DAY].map(durationText);
  assert.deepEqual(shown, ["0s", "0s", "1s", "59s", "1m", "1h", "1d", "40d"]);
});
