import type { Refusal } from "../../errors/refusal.ts";
import { refuse } from "./server_command.ts";

const UNITS_MS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
};

/** The longest duration, in days. */
const MAX_DAYS = 3650;

/**
 * Parses a duration as people type it, in milliseconds: `90s`, `10m`, `2h`, `7d`, or several together
 * from the largest to the smallest.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(parseDuration("1h30m"), 5_400_000);
 * ```
 */
export function parseDuration(text: string): number | Refusal<"refused"> {
  const [, ...counts] = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/i.exec(text) ?? [];
  const ms = Object.values(UNITS_MS)
    .reduce((sum, unitMs, index) => sum + Number(counts[index] ?? 0) * unitMs, 0);
  if (counts.length === 0 || ms === 0) {
    return refuse(`Cannot use "${text.slice(0, 20)}" as a time: write 90s, 10m, 2h, 7d or 1h30m`);
  }
  return ms <= MAX_DAYS * UNITS_MS.d! ? ms : refuse(`The time is too long: at most ${MAX_DAYS}d`);
}

/** Formats a duration in its largest unit, for people: `5m`. */
export function durationText(ms: number): string {
  const [unit, unitMs] = Object.entries(UNITS_MS).find(([, unitMs]) => ms >= unitMs) ?? ["s", 1000];
  return `${Math.floor(ms / unitMs)}${unit}`;
}
