import { type CheckedDialect, openServerCheck } from "../../../lib/clients/check/check_server.ts";
import { channelCheck, directCheck } from "../../../lib/clients/check/dialect_checks.ts";
import type { CaseInfo, CaseResult } from "../../../lib/clients/check/report/case_result.ts";
import { withDeadline } from "../../support/deadline.ts";

/** How long the check waits for an answer: longer than by default, as machines of tests are busy. */
const TIMEOUT_MS = 3000;

const CHECK_DEADLINE_MS = 240_000;

/** Options of {@linkcode runCheck}. */
export interface RunCheckOptions {
  readonly only?: string;
  /** The names of cases to leave out. */
  readonly without?: readonly string[];
  /** Run all musts except some, and one more case. */
  readonly musts?: { readonly without: readonly string[]; readonly and: string };
  readonly extra?: boolean;
  readonly timeoutMs?: number;
  readonly start?: string;
}

/** Checks the server at a port of 127.0.0.1, and returns the results of all cases. */
export async function runCheck(
  dialect: CheckedDialect,
  port: number,
  { only, without = [], musts, extra = false, timeoutMs = TIMEOUT_MS, start }: RunCheckOptions = {},
): Promise<CaseResult[]> {
  const selected = musts
    ? namesOf(
      dialect,
      ({ name, level }) =>
        name === musts.and || (level === "must" && !musts.without.includes(name)),
    )
    : without.length > 0
    ? namesOf(dialect, ({ name, level }) => level !== "extra" && !without.includes(name))
    : only;
  await using check = await openServerCheck({
    ...{ dialect, start, timeoutMs, seed: 1 },
    selection: { only: selected, extra },
    address: { host: "127.0.0.1", port },
  });
  const all = Array.fromAsync(check.finished);
  return await withDeadline(all, () => `The check of port ${port} did not end`, CHECK_DEADLINE_MS);
}

/** Returns the names of the cases that failed, with their reasons, except those of some levels. */
export function failuresOf(results: readonly CaseResult[], ...except: string[]): string[] {
  return results.filter(({ outcome, level }) => outcome === "failed" && !except.includes(level))
    .map(({ name, reason }) => `${name}: ${reason}`);
}

/** Returns the names of the cases that failed. */
export function failedNames(results: readonly CaseResult[]): string[] {
  return results.filter(({ outcome }) => outcome === "failed").map(({ name }) => name);
}

function namesOf(dialect: CheckedDialect, fits: (one: CaseInfo) => boolean): string {
  const { cases } = dialect === "channel" ? channelCheck() : directCheck();
  return cases.filter(fits).map(({ name }) => name).join(",");
}
