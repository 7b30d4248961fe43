import { ExpectedError } from "../../../errors/expected_error.ts";
import type { CaseInfo, CaseResult } from "./case_result.ts";

/** The points for each case, by its name. */
export type Points = ReadonlyMap<string, number>;

/** What a program has earned. */
export interface PointsTotal {
  readonly earned: number;
  /** The points of all cases that could be decided. */
  readonly total: number;
}

/**
 * Reads a table of points: on each line, the name of a case and its points. Empty lines and lines
 * that start with `#` are comments.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const points = parsePoints("# framing\nsplit-after-1  2\njoined-frames  1.5\n", "points.txt");
 * assert.deepEqual([...points], [["split-after-1", 2], ["joined-frames", 1.5]]);
 * ```
 *
 * @throws {ExpectedError} if a line is something else, or names a case again.
 */
export function parsePoints(text: string, file: string): Points {
  const points = new Map<string, number>();
  for (const [index, line] of text.split("\n").entries()) {
    const words = line.trim();
    if (words === "" || words.startsWith("#")) continue;
    const [, name, value] = /^(\S+)\s+(\d+(?:\.\d+)?)$/.exec(words) ?? [];
    const problem = name === undefined
      ? "expected the name of a case and its points"
      : points.has(name)
      ? `"${name}" stands there twice`
      : undefined;
    if (problem !== undefined) {
      throw new ExpectedError(`Cannot use line ${index + 1} of "${file}" for --points: ${problem}`);
    }
    points.set(name!, Number(value));
  }
  return points;
}

/**
 * Checks that each case with points is going to be run.
 *
 * @throws {ExpectedError}
 */
export function checkPoints(points: Points, cases: readonly CaseInfo[]): void {
  const known = new Set(cases.map(({ name }) => name));
  const unknown = points.keys().find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new ExpectedError(`Cannot give points for "${unknown}": no such case is run`, {
    hint: "List the cases with --list; --extra runs all of them.",
  });
}

/** Adds up the points of the cases that passed, and of all that passed or failed. */
export function totalPoints(points: Points, results: readonly CaseResult[]): PointsTotal {
  const sumOf = (...outcomes: string[]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome))
      .reduce((sum, { name }) => sum + (points.get(name) ?? 0), 0);
  return { earned: rounded(sumOf("passed")), total: rounded(sumOf("passed", "failed")) };
}

/** Returns a number without the errors of adding decimals. */
function rounded(sum: number): number {
  return Math.round(sum * 1e6) / 1e6;
}

/** Returns the total for people: `points 17 of 20`. */
export function pointsLine({ earned, total }: PointsTotal): string {
  return `points ${earned} of ${total}`;
}
