import { type Clock, setRepeatingTimer } from "../../net/clock.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** How long before its end a certificate is reported: less if it is valid for a short time only. */
const MAX_NOTICE_MS = 14 * DAY_MS;
const NOTICE_SHARE = 1 / 3;

/** How often the dates are checked. The machine may have slept meanwhile. */
const CHECK_INTERVAL_MS = HOUR_MS;

/** A certificate with its dates, in milliseconds since 1970. */
export interface Validity {
  /** The certificate for people: `The certificate "chat.crt"`. */
  readonly subject: string;
  readonly from: number;
  readonly to: number;
  /** What to do before it ends, as a sentence without its full stop. */
  readonly renewal: string;
}

/**
 * Returns what is wrong with the dates of a certificate, or soon will be, as a sentence.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const [from, to] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 2, 31, 12)];
 * const validity = { subject: "It", from, to, renewal: "Replace it" };
 * assert.equal(dateWarning(validity, Date.UTC(2026, 1, 1)), undefined);
 * assert.equal(
 *   dateWarning(validity, Date.UTC(2026, 2, 28)),
 *   "It expires on 2026-03-31, in 3 days. Replace it.",
 * );
 * ```
 */
export function dateWarning(validity: Validity, now: number): string | undefined {
  const { subject, from, to, renewal } = validity;
  if (now < from) return `${subject} is not valid before ${day(from)}`;
  if (now > to) return `${subject} expired on ${day(to)}. ${renewal}.`;
  const restMs = to - now;
  if (restMs > Math.min(MAX_NOTICE_MS, NOTICE_SHARE * (to - from))) return undefined;
  const days = Math.floor(restMs / DAY_MS);
  const rest = days === 0 ? "within a day" : days === 1 ? "in 1 day" : `in ${days} days`;
  return `${subject} expires on ${day(to)}, ${rest}. ${renewal}.`;
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The options of a {@linkcode CertificateWatch}. */
export interface CertificateWatchOptions {
  readonly clock: Clock;
  /** Returns the time of day, in milliseconds since 1970. */
  timeOfDay(): number;
  /** Gets the warnings. */
  onWarning(text: string): void;
}

/** Warns of a certificate that is about to end: at once, and once a day for as long as that is so. */
export class CertificateWatch {
  readonly #options: CertificateWatchOptions;
  #validity: Validity | undefined;
  #warnedAt = -Infinity;

  constructor(options: CertificateWatchOptions) {
    this.#options = options;
    setRepeatingTimer(options.clock, CHECK_INTERVAL_MS, () => this.#check());
  }

  /** Watches this certificate from now on, and no other. */
  watch(validity: Validity): void {
    this.#validity = validity;
    this.#warnedAt = -Infinity;
    this.#check();
  }

  #check(): void {
    const { timeOfDay, onWarning } = this.#options;
    const now = timeOfDay();
    // The time of day may also have been set back.
    if (Math.abs(now - this.#warnedAt) < DAY_MS) return;
    const warning = this.#validity && dateWarning(this.#validity, now);
    if (warning === undefined) return;
    this.#warnedAt = now;
    onWarning(warning);
  }
}
