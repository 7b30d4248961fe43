import { printableJson } from "../../../framing/printable_json.ts";
import type { CaseInfo } from "./case_result.ts";
import { linkUrl } from "./link_url.ts";
import type { FinishedCheck } from "./report.ts";

/** Returns a whole check as one JSON object. */
export function jsonReport({ target, seed, results, summary, points }: FinishedCheck): string {
  return printableJson(JSON.stringify({
    target,
    seed,
    summary,
    ...(points && { points: points.total }),
    cases: results.map(({ link, ...result }) => ({
      ...result,
      ...(points && { points: points.table.get(result.name) ?? 0 }),
      link: linkUrl(link),
    })),
  }));
}

/** Returns a list of cases as one JSON object. */
export function jsonList(cases: readonly CaseInfo[]): string {
  return printableJson(JSON.stringify({
    cases: cases.map(({ name, level, rule, assignment, link }) => ({
      ...{ name, level, rule, assignment },
      link: linkUrl(link),
    })),
  }));
}
