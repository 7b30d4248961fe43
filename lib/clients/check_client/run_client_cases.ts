import { CaseFailure, CaseSkipped } from "../check/case_failure.ts";
import { withinTime } from "../check/patience.ts";
import type { CaseResult } from "../check/report/case_result.ts";
import type { ClientCase } from "./client_case.ts";
import type { ClientCommand, ClientHabits } from "./client_habits.ts";
import { ClientStage } from "./client_stage.ts";

/** How long a case may take, whatever the client does. */
const MAX_CASE_MS = 20_000;

/** What the cases of a check share. */
export interface ClientRun {
  readonly command: ClientCommand;
  readonly timeoutMs: number;
  readonly habits: ClientHabits;
  /** Whether there are pseudo-terminals here. */
  readonly hasTerminals: boolean;
}

/** Runs cases one after another, each with a new process of the client. */
export async function* runClientCases(
  cases: readonly ClientCase[],
  run: ClientRun,
): AsyncGenerator<CaseResult> {
  for (const one of cases) yield await runCase(one, run);
}

async function runCase(one: ClientCase, run: ClientRun): Promise<CaseResult> {
  const { name, level, rule, assignment, link } = one;
  const startedAt = performance.now();
  const stage = new ClientStage(run.command, run.habits, run.timeoutMs, one.on);
  const verdict = one.on === "terminal" && !run.hasTerminals
    ? { outcome: "skipped", reason: "There is no program script here to make a terminal." } as const
    : await play(one, stage);
  await stage.close();
  const texts = (direction: "sent" | "received") =>
    [stage.wire.text(direction), stage.screenRecorder.text(direction)].filter(Boolean).join("\n");
  return {
    ...{ name, level, rule, assignment, link },
    ...verdict,
    sent: texts("sent"),
    expected: stage.expected.join("\n"),
    received: texts("received"),
    bytes: verdict.outcome === "failed"
      ? [stage.wire.hex(), stage.screenRecorder.hex()].filter(Boolean).join("\n")
      : "",
    milliseconds: Math.round(performance.now() - startedAt),
  };
}

async function play(
  one: ClientCase,
  stage: ClientStage,
): Promise<Pick<CaseResult, "outcome" | "reason">> {
  try {
    const ended = await withinTime(one.run(stage).then(() => true), MAX_CASE_MS);
    if (ended) return { outcome: "passed", reason: "" };
    return { outcome: "failed", reason: `The case did not end within ${MAX_CASE_MS / 1000} s.` };
  } catch (error) {
    if (error instanceof CaseSkipped) return { outcome: "skipped", reason: error.message };
    if (!(error instanceof CaseFailure)) throw error;
    return { outcome: "failed", reason: error.message };
  }
}
