import { EXIT } from "../../../errors/exit.ts";
import { type CaseResult, type Level, LEVELS } from "./case_result.ts";

/** How many cases of a level passed. */
export interface LevelSummary {
  readonly passed: number;
  /** How many cases passed or failed. */
  readonly total: number;
  /** How many cases could not be decided; they are not in `total`. */
  readonly skipped: number;
}

/** How many cases passed, by level. */
export type Summary = Readonly<Record<Level, LevelSummary>>;

/** Counts the cases of each level. */
export function summarize(results: readonly CaseResult[]): Summary {
  const ofLevel = (level: Level): LevelSummary => {
    const count = (...outcomes: string[]) =>
      results.filter((one) => one.level === level && outcomes.includes(one.outcome)).length;
    return {
      passed: count("passed"),
      total: count("passed", "failed"),
      skipped: count("skipped"),
    };
  };
  return { must: ofLevel("must"), should: ofLevel("should"), extra: ofLevel("extra") };
}

/**
 * Returns the summary as a line, without levels that have no cases.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const line = summaryLine({
 *   must: { passed: 31, total: 33, skipped: 0 },
 *   should: { passed: 12, total: 12, skipped: 1 },
 *   extra: { passed: 0, total: 0, skipped: 0 },
 * });
 * assert.equal(line, "must 31 of 33 · should 12 of 12 · 1 skipped");
 * ```
 */
export function summaryLine(summary: Summary): string {
  const skipped = LEVELS.reduce((sum, level) => sum + summary[level].skipped, 0);
  return [
    ...LEVELS.filter((level) => summary[level].total > 0)
      .map((level) => `${level} ${summary[level].passed} of ${summary[level].total}`),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(" · ");
}

/** Returns the exit code: success if no case of the level `must` failed. */
export function exitCodeFor({ must }: Summary): number {
  return must.passed === must.total ? EXIT.done : EXIT.failed;
}
