import { safeText } from "../../../terminal/safe_text.ts";
import type { CaseResult } from "./case_result.ts";
import { failureLines } from "./text_report.ts";
import type { FinishedCheck } from "./report.ts";

/** Returns a whole check in the format of JUnit, which most CI services read. */
export function junitReport({ target, results }: FinishedCheck): string {
  const count = (outcome: string) => results.filter((one) => one.outcome === outcome).length;
  const suite = attributes({
    name: `check ${target}`,
    tests: results.length,
    failures: count("failed"),
    errors: 0,
    skipped: count("skipped"),
    time: seconds(results.reduce((sum, { milliseconds }) => sum + milliseconds, 0)),
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `  <testsuite ${suite}>`,
    ...results.map((result) => testCase(result)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(result: CaseResult): string {
  const { name, level, outcome, reason, milliseconds } = result;
  const start = `    <testcase ${
    attributes({ classname: level, name, time: seconds(milliseconds) })
  }`;
  if (outcome === "passed") return `${start}/>`;
  if (outcome === "skipped") {
    return `${start}>\n      <skipped ${attributes({ message: reason })}/>\n    </testcase>`;
  }
  const details = escaped(failureLines(result).join("\n"));
  const failure = attributes({ type: level, message: reason });
  return `${start}>\n      <failure ${failure}>${details}</failure>\n    </testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).map(([name, value]) => `${name}="${escaped(`${value}`)}"`).join(
    " ",
  );
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Returns text for an XML document, which cannot hold most control characters. */
function escaped(text: string): string {
  return safeText(text).replace(/[&<>"]/g, (character) => ENTITIES[character]!)
    .replace(/[\ufffe\uffff]/g, "\ufffd");
}
