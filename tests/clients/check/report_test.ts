import assert from "node:assert/strict";
import type { CaseResult } from "../../../lib/clients/check/report/case_result.ts";
import { junitReport } from "../../../lib/clients/check/report/junit_report.ts";
import { Recorder } from "../../../lib/clients/check/report/recorder.ts";
import { summarize } from "../../../lib/clients/check/report/summary.ts";
import { tapCase } from "../../../lib/clients/check/report/tap_report.ts";
import { failureLines } from "../../../lib/clients/check/report/text_report.ts";
import {
  frameEnds,
  lineEnds,
  visibleHex,
  visibleText,
} from "../../../lib/clients/check/report/visible_bytes.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const FAILED: CaseResult = {
  name: "join",
  level: "must",
  rule: "It joins",
  assignment: "Join # now",
  link: "docs/protocols/channel.md#frames",
  outcome: "failed",
  reason: 'bob had to get "<hi>"\x1b[2J.',
  sent: "",
  expected: 'bob ← "hi"',
  received: "",
  bytes: "",
  milliseconds: 12,
};

Deno.test("text shows padding, line ends and zero bytes", () => {
  const cases: [string, string][] = [
    ["hi   ", '"hi   "'],
    [`hi${" ".repeat(198)}`, '"hi" + 198 spaces'],
    [`hi${"\0".repeat(198)}`, '"hi" + 198 zero bytes'],
    [" ".repeat(200), "200 spaces"],
    ["one\r\ntwo\n", '"one␍␊two␊"'],
    ["\x1b[2J", '"␛[2J"'],
    ["", '""'],
  ];
  for (const [text, shown] of cases) assert.equal(visibleText(encode(text)), shown);
});

Deno.test("digits show where messages and reads end", () => {
  const parts = [encode("ab"), encode("c\nd")];
  assert.equal(visibleHex(parts, lineEnds), "61 62 | 63 0a ‖ 64");
  assert.equal(visibleHex([encode("aaaaaaaab")], frameEnds(4)), "61×4 ‖ 61×4 ‖ 62");
});

Deno.test("a recorder keeps little of a flood", () => {
  const recorder = new Recorder(lineEnds);
  for (let count = 0; count < 1000; count++) {
    recorder.record({ who: "eve", direction: "received", bytes: encode("flood\n".repeat(1000)) });
  }
  assert(recorder.text("received").split("\n").length < 20);
  assert(recorder.hex().length < 5000);
  assert.equal(recorder.text("sent"), "");
});

Deno.test("a report shows no escape sequence of the server", () => {
  const all = [failureLines(FAILED).join("\n"), tapCase(FAILED, 1), junit([FAILED])];
  for (const text of all) assert(!text.includes("\x1b"), text);
});

Deno.test("TAP fails for a must, leaves a should to do, and skips", () => {
  assert.match(tapCase(FAILED, 3), /^not ok 3 - join: It joins\n {2}---\n(.*\n)+ {2}\.\.\.$/);
  assert.match(tapCase({ ...FAILED, level: "should" }, 1), /^not ok 1 - .* # TODO should\n/);
  const skipped = tapCase({ ...FAILED, outcome: "skipped", reason: "No room." }, 1);
  assert.equal(skipped, "ok 1 - join: It joins # SKIP No room.");
});

Deno.test("JUnit counts the cases and escapes what XML cannot hold", () => {
  const xml = junit([FAILED, { ...FAILED, outcome: "passed" }, { ...FAILED, outcome: "skipped" }]);
  assert.match(xml, /<testsuite .*tests="3" failures="1" errors="0" skipped="1"/);
  assert.match(xml, /message="bob had to get &quot;&lt;hi&gt;&quot;␛\[2J\."/);
});

function junit(results: readonly CaseResult[]): string {
  return junitReport({ target: "x & y", seed: 1, results, summary: summarize(results) });
}
