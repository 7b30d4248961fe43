import { CHANNEL_CLIENT_CASES } from "../../../lib/clients/check_client/channel/cases.ts";
import { DIRECT_CLIENT_CASES } from "../../../lib/clients/check_client/direct/cases.ts";
import type { ClientHabits } from "../../../lib/clients/check_client/client_habits.ts";
import { runClientCases } from "../../../lib/clients/check_client/run_client_cases.ts";
import type { CaseResult } from "../../../lib/clients/check/report/case_result.ts";

/** A place in a program, and what stands there instead. */
export type Change = readonly [place: string, instead: string];

/** A dialect, its cases, and how the fixtures are called. */
export const DIALECTS = {
  channel: { cases: CHANNEL_CLIENT_CASES, arguments: ["{name}", "{host}", "{port}"] },
  direct: { cases: DIRECT_CLIENT_CASES, arguments: ["{host}", "{port}"] },
} as const;

/** Whether the tests can run programs in Python. */
export const HAS_PYTHON = await hasPython();

async function hasPython(): Promise<boolean> {
  try {
    return (await new Deno.Command("python3", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

/** Returns the command of a fixture with some places changed. */
export function changedProgram(
  dialect: keyof typeof DIALECTS,
  changes: readonly Change[],
): string[] {
  let code = Deno.readTextFileSync(new URL(`fixture_${dialect}.py`, import.meta.url));
  for (const [place, instead] of changes) {
    if (!code.includes(place)) throw new Error(`The fixture for ${dialect} has no "${place}"`);
    code = code.replace(place, () => instead);
  }
  return ["python3", "-c", code, ...DIALECTS[dialect].arguments];
}

/** Runs cases on a client, all or those of these names. */
export async function check(
  dialect: keyof typeof DIALECTS,
  words: readonly string[],
  names?: readonly string[],
): Promise<CaseResult[]> {
  const habits: ClientHabits = {
    ...{ connected: "pipes", startMs: 500, hasConnected: false, hasFailedToConnect: false },
  };
  const cases = DIALECTS[dialect].cases.filter(({ name }) => names?.includes(name) ?? true);
  const run = { command: { words, dialect }, timeoutMs: 2000, habits, hasTerminals: true };
  return await Array.fromAsync(runClientCases(cases, run));
}
