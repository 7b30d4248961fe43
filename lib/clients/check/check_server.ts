/**
 * Checks somebody's server: plays clients against it, case by case, and reports what it did.
 *
 * @module
 */
import { formatAddress } from "../../transport/address.ts";
import { CHANNEL_CASES } from "./channel/cases.ts";
import { ChannelStage } from "./channel/channel_stage.ts";
import { LINKS as CHANNEL_LINKS } from "./channel/links.ts";
import { type Address, CheckedServer } from "./checked_server.ts";
import { DIRECT_CASES } from "./direct/cases.ts";
import { DirectStage } from "./direct/direct_stage.ts";
import { Edition } from "./direct/edition.ts";
import { LINKS as DIRECT_LINKS } from "./direct/links.ts";
import { Patience } from "./patience.ts";
import { Random } from "./random.ts";
import { listCases, report, type ReportOptions } from "./report/report.ts";
import { type CaseSelection, selectCases } from "./report/select_cases.ts";
import { runCases } from "./run_cases.ts";
import type { ServerCase } from "./server_case.ts";
import type { Stage, StageOptions } from "./stage.ts";
import { startCases } from "./start_cases.ts";

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
  readonly address: Address;
  /** The command that starts the server, if the check is to start it. */
  readonly start: string | undefined;
}

/** What the check of a server needs to know of a dialect. */
interface DialectCheck<S extends Stage> {
  readonly cases: readonly ServerCase<S>[];
  /** What the assignment says about the start of a server. */
  readonly start: { readonly assignment: string; readonly link: string };
  newStage(options: StageOptions): S;
}

function channel(): DialectCheck<ChannelStage> {
  return {
    cases: CHANNEL_CASES,
    start: {
      assignment: "The server should accept a single command line argument: its port.",
      link: CHANNEL_LINKS.clientSends,
    },
    newStage: (options) => new ChannelStage(options),
  };
}

function direct(): DialectCheck<DirectStage> {
  const edition = new Edition();
  return {
    cases: DIRECT_CASES,
    start: {
      assignment: "Tests start the server with --address and --port.",
      link: DIRECT_LINKS.clientSends,
    },
    newStage: (options) => new DirectStage(options, edition),
  };
}

/** Lists the cases; returns the exit code. */
export function listServerCases(options: CheckOptions): number {
  return options.dialect === "channel" ? list(channel(), options) : list(direct(), options);
}

/**
 * Runs the cases and reports them.
 *
 * @returns the exit code: 0 if no case of the level `must` failed.
 * @throws {ExpectedError} if there is no server to check.
 */
export async function checkServer(options: ServerCheckOptions): Promise<number> {
  return options.dialect === "channel"
    ? await check(channel(), options)
    : await check(direct(), options);
}

function list<S extends Stage>(dialect: DialectCheck<S>, options: CheckOptions): number {
  const server = new CheckedServer({ host: "localhost", port: 0 }, undefined, () => {
    throw new Error("A list of cases needs no server");
  });
  const all = [...startCases(server, dialect.start), ...dialect.cases];
  const { only, extra } = options.selection;
  const shown = only === undefined && !extra ? all : selectCases(all, options.selection);
  return listCases(shown, options.reporting.format);
}

async function check<S extends Stage>(
  dialect: DialectCheck<S>,
  { address, start, seed, timeoutMs, selection, reporting, dialect: name }: ServerCheckOptions,
): Promise<number> {
  const patience = new Patience(timeoutMs);
  const random = new Random(seed);
  const newStage = (at: Address) => dialect.newStage({ address: at, patience, random });
  const server = new CheckedServer(address, start, async (at) => {
    const stage = newStage(at);
    await stage.greet();
    return stage;
  });
  const all = [...(server.isOurs ? startCases(server, dialect.start) : []), ...dialect.cases];
  const cases = selectCases<ServerCase<S>>(all, selection);
  const { host: hostname, port } = address;
  const target = `the server at ${formatAddress({ hostname, port })} (${name} dialect)`;
  try {
    await server.open();
    const finished = runCases(cases, server, () => newStage(server.address));
    return await report(reporting, { target, seed, cases }, finished);
  } finally {
    await server.kill();
  }
}
