import { safeText } from "../../../terminal/safe_text.ts";
import type { CaseResult } from "./case_result.ts";
import { linkUrl } from "./link_url.ts";
import { type Summary, summaryLine } from "./summary.ts";

/** Returns the first lines of a report in the Test Anything Protocol, version 14. */
export function tapStart(cases: number): string {
  return `TAP version 14\n1..${cases}`;
}

/** Returns the lines for a case. A case that is not a must does not fail the plan: it is a TODO. */
export function tapCase(result: CaseResult, number: number): string {
  const { name, level, outcome, rule, reason } = result;
  const description = `${number} - ${name}: ${rule}`.replaceAll("#", "\\#");
  if (outcome === "skipped") return `ok ${description} # SKIP ${oneLine(reason)}`;
  if (outcome === "passed") return `ok ${description}`;
  const directive = level === "must" ? "" : ` # TODO ${level}`;
  const details = {
    level,
    reason,
    assignment: result.assignment,
    sent: result.sent,
    expected: result.expected,
    received: result.received,
    bytes: result.bytes,
    link: linkUrl(result.link),
  };
  const block = Object.entries(details).map(([key, text]) => yamlEntry(key, text));
  return [`not ok ${description}${directive}`, "  ---", ...block, "  ..."].join("\n");
}

/** Returns the last line: a comment. */
export function tapEnd(summary: Summary): string {
  return `# ${summaryLine(summary)}`;
}

function yamlEntry(key: string, text: string): string {
  // JSON strings are YAML strings.
  if (!text.includes("\n")) return `  ${key}: ${JSON.stringify(safeText(text))}`;
  const lines = safeText(text).split("\n").map((line) => `    ${line}`);
  return [`  ${key}: |-`, ...lines].join("\n");
}

function oneLine(text: string): string {
  return safeText(text).replaceAll("\n", " ");
}
