/**
 * Checks somebody's client: plays the server for it, case by case, and reports what it did.
 *
 * @module
 */
import { UsageError } from "../../errors/expected_error.ts";
import { CaseFailure } from "../check/case_failure.ts";
import type { CheckOptions } from "../check/check_server.ts";
import { listCases, report, type ReportOptions } from "../check/report/report.ts";
import { selectCases } from "../check/report/select_cases.ts";
import { CHANNEL_CLIENT_CASES } from "./channel/cases.ts";
import type { ClientCase } from "./client_case.ts";
import { hasTerminals } from "./client_program.ts";
import type { ClientHabits } from "./client_habits.ts";
import { ClientStage } from "./client_stage.ts";
import { DIRECT_CLIENT_CASES } from "./direct/cases.ts";
import { runClientCases } from "./run_client_cases.ts";

/** The options of a check of a client. */
export interface ClientCheckOptions extends CheckOptions {
  /** The command that starts the client. */
  readonly words: readonly string[];
}

const CASES: Readonly<Record<CheckOptions["dialect"], readonly ClientCase[]>> = {
  channel: CHANNEL_CLIENT_CASES,
  direct: DIRECT_CLIENT_CASES,
};

/** Lists the cases; returns the exit code. */
export function listClientCases(
  { dialect, selection }: CheckOptions,
  { format }: ReportOptions,
): number {
  const { only, extra } = selection;
  const all = CASES[dialect];
  const shown = only === undefined && !extra ? all : selectCases(all, selection);
  return listCases(shown, format);
}

/**
 * Runs the cases and reports them.
 *
 * @returns the exit code: 0 if no case of the level `must` failed.
 * @throws {ExpectedError} if the client cannot be started.
 */
export async function checkClient(
  { dialect, words, seed, timeoutMs, selection }: ClientCheckOptions,
  reporting: ReportOptions,
): Promise<number> {
  const missing = dialect === "channel"
    ? ["{host}", "{port}"].find((part) => !words.some((word) => word.includes(part)))
    : undefined;
  if (missing !== undefined) {
    throw new UsageError(`Cannot check "${words.join(" ")}": the command has no ${missing}`, {
      hint: "Write it where the client expects that argument.",
    });
  }
  const cases = selectCases(CASES[dialect], selection);
  const command = { words, dialect };
  const terminals = await hasTerminals();
  const habits: ClientHabits = {
    ...{ connected: "pipes", startMs: 0, hasConnected: false, hasFailedToConnect: false },
  };
  await learnHabits(new ClientStage(command, habits, timeoutMs), habits, terminals);
  const run = { command, timeoutMs, habits, hasTerminals: terminals };
  const target = `the client "${words.join(" ")}" (${dialect} dialect)`;
  return await report(reporting, { target, seed, cases }, runClientCases(cases, run));
}

/**
 * Starts the client once, to learn how long it takes, and whether it keeps its first output to itself
 * on a pipe, as programs in C do: then the cases show it a terminal.
 */
async function learnHabits(
  stage: ClientStage,
  habits: ClientHabits,
  hasTerminals: boolean,
): Promise<void> {
  try {
    stage.start();
    await stage.accept();
    const hasPrinted = () => stage.program.output !== "";
    const isSilent = !await stage.program.waitUntil(hasPrinted, stage.timeoutMs);
    if (isSilent && hasTerminals) habits.connected = "quiet-terminal";
  } catch (error) {
    // The first case reports that the client does not connect.
    if (!(error instanceof CaseFailure)) throw error;
  } finally {
    await stage.close();
  }
}
