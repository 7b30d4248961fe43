import { styleText } from "node:util";
import { hasColours } from "../../../terminal/capabilities.ts";
import { safeText } from "../../../terminal/safe_text.ts";
import type { CaseInfo, CaseResult, Outcome } from "./case_result.ts";
import { linkUrl } from "./link_url.ts";

const MARKS = {
  passed: { mark: "✓", colour: "green" },
  failed: { mark: "✗", colour: "red" },
  skipped: { mark: "–", colour: "yellow" },
} as const satisfies Record<Outcome, unknown>;

/** The width of the longest level. */
const LEVEL_WIDTH = "should".length;

/** Returns the report of one case for people: a line, and all that explains a failure. */
export function textCase(result: CaseResult, nameWidth: number): string {
  const { outcome, reason } = result;
  const { mark, colour } = MARKS[outcome];
  const shownMark = hasColours() ? styleText(colour, mark, { validateStream: false }) : mark;
  const line = `${shownMark} ${caseLine(result, nameWidth)}`;
  if (outcome === "passed") return line;
  if (outcome === "skipped") return `${line}\n    skipped: ${safeText(reason)}`;
  return [line, ...failureLines(result).map((text) => `    ${text}`), ""].join("\n");
}

/** Returns a line of the list of cases. */
export function caseLine({ level, name, rule }: CaseInfo, nameWidth: number): string {
  return `${level.padEnd(LEVEL_WIDTH)}  ${name.padEnd(nameWidth)}  ${rule}`;
}

/** Returns the lines that explain a failure, without an indent. */
export function failureLines(result: CaseResult): string[] {
  const { reason, assignment, sent, expected, received, bytes, link } = result;
  const block = (title: string, text: string) => [
    `${title}:`,
    ...(text === "" ? "nothing" : safeText(text)).split("\n").map((line) => `  ${line}`),
  ];
  return [
    ...safeText(reason).split("\n"),
    `The assignment: ${assignment}`,
    ...block("sent", sent),
    ...block("expected", expected),
    ...block("received", received),
    ...(bytes === "" ? [] : block("bytes (‖ ends a message, | a read or a write)", bytes)),
    `see ${linkUrl(link)}`,
  ];
}
