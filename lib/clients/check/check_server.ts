/**
 * Checks somebody's server: plays clients against it, case by case, and reports what it did.
 *
 * @module
 */
import { formatAddress } from "../../transport/address.ts";
import { CaseFailure } from "./case_failure.ts";
import { type Address, CheckedServer } from "./checked_server.ts";
import { channelCheck, type DialectCheck, directCheck } from "./dialect_checks.ts";
import { Patience } from "./patience.ts";
import { Random } from "./random.ts";
import type { CaseResult } from "./report/case_result.ts";
import { type Check, listCases, report, type ReportOptions } from "./report/report.ts";
import { type CaseSelection, selectCases } from "./report/select_cases.ts";
import { runCases } from "./run_cases.ts";
import type { ServerCase } from "./server_case.ts";
import { ServerGone, type Stage } from "./stage.ts";
import { startCases } from "./start_cases.ts";

/** The dialects whose servers can be checked. */
export type CheckedDialect = "channel" | "direct";

/** Which cases to run, and how. */
export interface CheckOptions {
  readonly dialect: CheckedDialect;
  readonly selection: CaseSelection;
  /** Decides the random choices. */
  readonly seed: number;
  /** How long to wait for an answer. */
  readonly timeoutMs: number;
}

/** The options of a check of a server. */
export interface ServerCheckOptions extends CheckOptions {
  readonly address: Address;
  /** The command that starts the server, if the check is to start it. */
  readonly start: string | undefined;
}

/** A check of a server that answers. Disposing of it stops the server, if the check started it. */
export interface OpenServerCheck extends Check, AsyncDisposable {
  /** The results, as the cases finish. */
  readonly finished: AsyncIterable<CaseResult>;
}

/** Lists the cases; returns the exit code. */
export function listServerCases(
  { dialect, selection }: CheckOptions,
  { format }: ReportOptions,
): number {
  return dialect === "channel"
    ? list(channelCheck(), selection, format)
    : list(directCheck(), selection, format);
}

/**
 * Runs the cases and reports them.
 *
 * @returns the exit code: 0 if no case of the level `must` failed.
 * @throws {ExpectedError} if there is no server to check.
 */
export async function checkServer(
  options: ServerCheckOptions,
  reporting: ReportOptions,
): Promise<number> {
  await using check = await openServerCheck(options);
  return await report(reporting, check, check.finished);
}

/**
 * Starts the server if that is asked for, and greets it.
 *
 * @throws {ExpectedError} if there is no server to check.
 */
export async function openServerCheck(options: ServerCheckOptions): Promise<OpenServerCheck> {
  return options.dialect === "channel"
    ? await open(channelCheck(), options)
    : await open(directCheck(), options);
}

function list<S extends Stage>(
  dialect: DialectCheck<S>,
  selection: CaseSelection,
  format: ReportOptions["format"],
): number {
  const server = new CheckedServer({ host: "localhost", port: 0 }, undefined, () => {
    throw new Error("A list of cases needs no server");
  });
  const all = [...startCases(server, dialect.start), ...dialect.cases];
  const isWhole = selection.only === undefined && !selection.extra;
  return listCases(isWhole ? all : selectCases(all, selection), format);
}

async function open<S extends Stage>(
  dialect: DialectCheck<S>,
  { address, start, seed, timeoutMs, selection, dialect: name }: ServerCheckOptions,
): Promise<OpenServerCheck> {
  const patience = new Patience(timeoutMs);
  const random = new Random(seed);
  const newStage = (at: Address) => dialect.newStage({ address: at, patience, random });
  const server = new CheckedServer(address, start, async (at) => {
    const stage = newStage(at);
    await stage.greet().catch((error) => {
      // How the server greets is the matter of the cases.
      if (!(error instanceof CaseFailure) || error instanceof ServerGone) throw error;
    });
    return stage;
  });
  const all = [...(server.isOurs ? startCases(server, dialect.start) : []), ...dialect.cases];
  const cases = selectCases<ServerCase<S>>(all, selection);
  const { host: hostname, port } = address;
  const target = `the server at ${formatAddress({ hostname, port })} (${name} dialect)`;
  await server.open();
  return {
    ...{ target, seed, cases },
    finished: runCases(cases, server, () => newStage(server.address)),
    [Symbol.asyncDispose]: () => server.kill(),
  };
}
