/**
 * Reports the cases of a check as they finish, in the format that the user chose.
 *
 * @module
 */
import { EXIT } from "../../../errors/exit.ts";
import { ExpectedError } from "../../../errors/expected_error.ts";
import { systemReason } from "../../../errors/system_reason.ts";
import type { CaseInfo, CaseResult } from "./case_result.ts";
import { jsonList, jsonReport } from "./json_report.ts";
import { junitReport } from "./junit_report.ts";
import { checkPoints, type Points, pointsLine, type PointsTotal, totalPoints } from "./points.ts";
import { exitCodeFor, summarize, type Summary, summaryLine } from "./summary.ts";
import { tapCase, tapEnd, tapStart } from "./tap_report.ts";
import { caseLine, textCase } from "./text_report.ts";

/** How to report a check. */
export interface ReportOptions {
  /** Whether to print text for people, one JSON object, or the Test Anything Protocol. */
  readonly format: "text" | "json" | "tap";
  /** A file to write in the format of JUnit, besides what is printed. */
  readonly junit: string | undefined;
  /** The points for each case, if the report is to add them up. */
  readonly points?: Points | undefined;
}

/** A check that is about to start. */
export interface Check {
  /** What is checked, for people: `the server at localhost:55555 (channel)`. */
  readonly target: string;
  /** The number that repeats the random choices. */
  readonly seed: number;
  /** The cases to run. */
  readonly cases: readonly CaseInfo[];
}

/** A check whose cases have all finished. */
export interface FinishedCheck extends Omit<Check, "cases"> {
  readonly results: readonly CaseResult[];
  readonly summary: Summary;
  /** The points and their total, if there is a table of points. */
  readonly points?: { readonly table: Points; readonly total: PointsTotal } | undefined;
}

/**
 * Prints the cases of a check as they finish, and then the summary.
 *
 * @returns the exit code: 0 if no case of the level `must` failed, otherwise 1.
 * @throws {ExpectedError} if the file for JUnit cannot be written, or points are for no case.
 */
export async function report(
  { format, junit, points: table }: ReportOptions,
  { target, seed, cases }: Check,
  finished: AsyncIterable<CaseResult>,
): Promise<number> {
  if (table) checkPoints(table, cases);
  const results: CaseResult[] = [];
  const nameWidth = widestName(cases);
  if (format === "tap") console.log(tapStart(cases.length));
  if (format === "text") console.log(`Checking ${target}`);
  for await (const result of finished) {
    results.push(result);
    if (format === "tap") console.log(tapCase(result, results.length));
    if (format === "text") console.log(textCase(result, nameWidth));
  }
  const summary = summarize(results);
  const points = table && { table, total: totalPoints(table, results) };
  const check = { target, seed, results, summary, points };
  if (format === "json") console.log(jsonReport(check));
  if (format === "tap") console.log(tapEnd(summary));
  if (format === "text") console.log(`${summaryLine(summary)} (seed ${seed})`);
  if (points && format !== "json") {
    console.log(`${format === "tap" ? "# " : ""}${pointsLine(points.total)}`);
  }
  if (junit !== undefined) await writeJunit(junit, junitReport(check));
  return exitCodeFor(summary);
}

/** Prints the cases without running them; returns the exit code. */
export function listCases(cases: readonly CaseInfo[], format: ReportOptions["format"]): number {
  const nameWidth = widestName(cases);
  if (format === "json") console.log(jsonList(cases));
  else for (const one of cases) console.log(caseLine(one, nameWidth));
  return EXIT.done;
}

function widestName(cases: readonly CaseInfo[]): number {
  return Math.max(0, ...cases.map(({ name }) => name.length));
}

async function writeJunit(file: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(file, text);
  } catch (cause) {
    throw new ExpectedError(`Cannot write the report to "${file}": ${systemReason(cause)}`, {
      cause,
    });
  }
}
