import { CaseFailure, CaseSkipped } from "./case_failure.ts";
import { withinTime } from "./patience.ts";
import type { CaseInfo, CaseResult } from "./report/case_result.ts";
import type { ServerCase } from "./server_case.ts";
import { ServerGone, type Stage } from "./stage.ts";
import type { CheckedServer } from "./checked_server.ts";

/** How long a case may take, however much the server sends. */
const MAX_CASE_MS = 30_000;

/**
 * How many failed cases are played again, in case the machine was busy. A server that breaks a rule
 * does so again.
 */
const MAX_REPEATS = 12;

/**
 * Runs cases one after another.
 *
 * @param newStage Makes the stage for a case.
 */
export async function* runCases<S extends Stage>(
  cases: readonly ServerCase<S>[],
  server: CheckedServer,
  newStage: () => S,
): AsyncGenerator<CaseResult> {
  let repeats = MAX_REPEATS;
  let lastReached: string | undefined;
  for (const one of cases) {
    const startedAt = performance.now();
    await server.prepare(one.fresh ?? false);
    let { stage, verdict } = await playOn(newStage(), one);
    const mayRepeat = server.isOurs || (!verdict.isGone && stage.hasReceived);
    if (verdict.outcome === "failed" && mayRepeat && repeats > 0) {
      repeats--;
      server.noteFailure();
      await server.prepare(one.fresh ?? false);
      ({ stage, verdict } = await playOn(newStage(), one));
    }
    if (verdict.outcome === "failed") server.noteFailure();
    const obituary = verdict.outcome === "failed"
      ? await server.obituary(lastReached, verdict.isGone)
      : "";
    yield {
      ...infoOf(one),
      outcome: verdict.outcome,
      reason: [verdict.reason, obituary].filter(Boolean).join(" "),
      sent: stage.recorder.text("sent"),
      expected: stage.expected.join("\n"),
      received: stage.recorder.text("received"),
      bytes: verdict.outcome === "failed" ? stage.recorder.hex() : "",
      milliseconds: Math.round(performance.now() - startedAt),
    };
    if (!verdict.isGone) lastReached = one.name;
  }
}

interface Verdict {
  readonly outcome: CaseResult["outcome"];
  readonly reason: string;
  /** Whether nobody accepts connections any more. */
  readonly isGone: boolean;
}

async function playOn<S extends Stage>(stage: S, one: ServerCase<S>) {
  const verdict = await play(one, stage);
  await stage.close();
  stage.patience.noteCase(stage.hasReceived);
  return { stage, verdict };
}

async function play<S extends Stage>(one: ServerCase<S>, stage: S): Promise<Verdict> {
  try {
    const ended = await withinTime(one.run(stage).then(() => true), MAX_CASE_MS);
    if (ended) return { outcome: "passed", reason: "", isGone: false };
    const reason = `The case did not end within ${MAX_CASE_MS / 1000} s.`;
    return { outcome: "failed", reason, isGone: false };
  } catch (error) {
    if (error instanceof CaseSkipped) {
      return { outcome: "skipped", reason: error.message, isGone: false };
    }
    if (!(error instanceof CaseFailure)) throw error;
    const isGone = error instanceof ServerGone;
    return { outcome: "failed", reason: error.message, isGone };
  }
}

function infoOf({ name, level, rule, assignment, link }: CaseInfo): CaseInfo {
  return { name, level, rule, assignment, link };
}
