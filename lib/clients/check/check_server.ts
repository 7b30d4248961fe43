/**
 * Checks somebody's server: plays clients against it, case by case, and reports what it did.
 *
 * @module
 */
import type { CaseSelection } from "./report/select_cases.ts";
import { listCases, type ReportOptions } from "./report/report.ts";

/** The dialects whose servers can be checked. */
export type CheckedDialect = "channel" | "direct";

/** The options of every check. */
export interface CheckOptions {
  readonly dialect: CheckedDialect;
  readonly selection: CaseSelection;
  readonly reporting: ReportOptions;
  /** Decides the random choices. */
  readonly seed: number;
  /** How long to wait for an answer. */
  readonly timeoutMs: number;
}

/** The options of a check of a server. */
export interface ServerCheckOptions extends CheckOptions {
  readonly address: { readonly host: string; readonly port: number };
  /** The command that starts the server, if the check is to start it. */
  readonly start: string | undefined;
}

/** Lists the cases; returns the exit code. */
export function listServerCases({ reporting }: CheckOptions): number {
  return listCases([], reporting.format);
}

/** Runs the cases; returns the exit code. */
export function checkServer(_options: ServerCheckOptions): Promise<number> {
  return Promise.resolve(0);
}
