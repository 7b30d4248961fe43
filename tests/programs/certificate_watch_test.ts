import assert from "node:assert/strict";
import {
  CertificateWatch,
  dateWarning,
  type Validity,
} from "../../lib/programs/server/certificate_watch.ts";
import { ManualClock } from "../support/manual_clock.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const END = Date.UTC(2026, 11, 24, 12);

/** A certificate that is valid for so many days, until the day before Christmas. */
function validFor(days: number): Validity {
  return { subject: "It", from: END - days * DAY_MS, to: END, renewal: "Replace it" };
}

const CASES: readonly (readonly [days: number, rest: number, warning: string | undefined])[] = [
  [365, 15, undefined],
  [365, 14.01, undefined],
  [365, 14, "It expires on 2026-12-24, in 14 days. Replace it."],
  [365, 2.5, "It expires on 2026-12-24, in 2 days. Replace it."],
  [365, 1.5, "It expires on 2026-12-24, in 1 day. Replace it."],
  [365, 0.5, "It expires on 2026-12-24, within a day. Replace it."],
  [365, 0, "It expires on 2026-12-24, within a day. Replace it."],
  [365, -0.01, "It expired on 2026-12-24. Replace it."],
  [365, -400, "It expired on 2026-12-24. Replace it."],
  [365, 365.01, "It is not valid before 2025-12-24"],
  // A third of the lifetime of a certificate that is renewed every few days.
  [6, 3, undefined],
  [6, 2, "It expires on 2026-12-24, in 2 days. Replace it."],
  [45, 14.01, undefined],
  [45, 14, "It expires on 2026-12-24, in 14 days. Replace it."],
];

Deno.test("a certificate is reported near its end, after its end, and before its start", () => {
  for (const [days, rest, warning] of CASES) {
    const now = END - rest * DAY_MS;
    assert.equal(dateWarning(validFor(days), now), warning, `${days} days, ${rest} left`);
  }
});

/** A watch that has started so many days before the end. */
function watchFrom(daysBefore: number) {
  const clock = new ManualClock();
  const warnings: string[] = [];
  const start = END - daysBefore * DAY_MS;
  let offset = 0;
  const watch = new CertificateWatch({
    clock,
    timeOfDay: () => start + clock.now() + offset,
    onWarning: (text) => warnings.push(text),
  });
  return { clock, watch, warnings, setBack: (ms: number) => offset -= ms };
}

Deno.test("the log has a line a day from 14 days before the end, and after the end", () => {
  const { clock, watch, warnings } = watchFrom(20.5);
  watch.watch(validFor(365));
  clock.advance(6 * DAY_MS);
  assert.deepEqual(warnings, []);
  for (let days = 1; days <= 14; days++) {
    clock.advance(DAY_MS);
    assert.equal(warnings.length, days);
  }
  assert.match(warnings[0]!, /in 14 days\. /);
  assert.match(warnings.at(-1)!, /in 1 day\. /);
  clock.advance(2 * DAY_MS);
  assert.match(warnings.at(-1)!, /^It expired on 2026-12-24\. /);
  clock.advance(9 * DAY_MS);
  assert.equal(warnings.length, 25);
});

Deno.test("a certificate that is about to end is reported at once", () => {
  const { watch, warnings } = watchFrom(3.5);
  watch.watch(validFor(365));
  assert.deepEqual(warnings, ["It expires on 2026-12-24, in 3 days. Replace it."]);
});

Deno.test("a new certificate ends the warnings, or is reported at once", () => {
  const { clock, watch, warnings } = watchFrom(3.5);
  watch.watch(validFor(365));
  watch.watch({ ...validFor(365), subject: "The next" });
  assert.match(warnings.at(-1)!, /^The next expires /);
  watch.watch({ ...validFor(365), to: END + 365 * DAY_MS });
  clock.advance(20 * DAY_MS);
  assert.equal(warnings.length, 2);
});

Deno.test("a clock that is set back does not silence the warnings", () => {
  const { clock, watch, warnings, setBack } = watchFrom(3.5);
  watch.watch(validFor(365));
  setBack(5 * DAY_MS);
  clock.advance(HOUR_MS);
  assert.match(warnings.at(-1)!, /in 8 days\. /);
  assert.equal(warnings.length, 2);
});
