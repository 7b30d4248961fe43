import { parsePoints, type Points } from "../../clients/check/report/points.ts";
import type { ReportOptions } from "../../clients/check/report/report.ts";
import { ExpectedError, UsageError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import { withLocalNames } from "../../product/names.ts";
import { parsePort } from "../../transport/port.ts";
import type { ClientArguments } from "./arguments.ts";

/** How long a program that is checked may take to answer, unless the user gives it more time. */
const DEFAULT_ANSWER_MS = 1000;

/** The number of seeds that `--seed` can hold. */
const SEEDS = 2 ** 32;

/**
 * Checks a program of somebody else; returns the exit code.
 *
 * @param words What to check, and where it is.
 * @throws {UsageError} if the command line does not make sense.
 */
export async function runCheck(args: ClientArguments, words: readonly string[]): Promise<number> {
  const [role, ...rest] = words;
  if (role === "server") return await runServerCheck(args, rest);
  if (role === "client") return await runClientCheck(args, rest);
  const usage = withLocalNames("client.ts check server HOST PORT --dialect DIALECT");
  throw new UsageError(
    role === undefined
      ? "Expected what to check"
      : `Cannot check "${role}": expected "server" or "client"`,
    { hint: `Write: ${usage}` },
  );
}

async function runClientCheck(args: ClientArguments, words: readonly string[]): Promise<number> {
  const { checkClient, listClientCases } = await import(
    "../../clients/check_client/check_client.ts"
  );
  const options = checkOptions(args);
  const reporting = await reportOptions(args);
  if (args.given.has("start")) {
    throw new UsageError("Cannot use --start with check client: the command follows --");
  }
  if (args.get("list")) return listClientCases(options, reporting);
  if (words.length === 0) {
    const usage = "client.ts check client --dialect DIALECT -- COMMAND {name} {host} {port}";
    throw new UsageError("Expected the command that starts the client", {
      hint: `Write: ${withLocalNames(usage)}`,
    });
  }
  return await checkClient({ ...options, words }, reporting);
}

async function runServerCheck(
  args: ClientArguments,
  [host, port, ...extra]: readonly string[],
): Promise<number> {
  // Only a server that the check starts needs it.
  if (!args.given.has("start")) Deno.permissions.revokeSync({ name: "run" });
  const isListing = args.get("list");
  if ((!isListing && (host === undefined || port === undefined)) || extra.length > 0) {
    const usage = withLocalNames("client.ts check server HOST PORT --dialect DIALECT");
    throw new UsageError("Expected exactly a host and a port", { hint: `Write: ${usage}` });
  }
  const { checkServer, listServerCases } = await import(
    "../../clients/check/check_server.ts"
  );
  const options = checkOptions(args);
  const reporting = await reportOptions(args);
  if (isListing) return listServerCases(options, reporting);
  const address = { host: host!, port: parsePort(port!) };
  return await checkServer({ ...options, address, start: args.get("start") }, reporting);
}

/**
 * Returns the options that all checks have in common.
 *
 * @throws {UsageError}
 */
export function checkOptions(args: ClientArguments) {
  const dialect = args.get("dialect");
  if (dialect !== "channel" && dialect !== "direct") {
    const problem = dialect === undefined ? "out --dialect" : ` --dialect ${dialect}`;
    throw new UsageError(`Cannot check with${problem}`, {
      hint: "Write --dialect channel or --dialect direct.",
    });
  }
  return {
    dialect,
    selection: { only: args.get("only"), extra: args.get("extra") },
    seed: args.get("seed") ?? Math.floor(Math.random() * SEEDS),
    timeoutMs: args.given.has("timeout") ? args.get("timeout") * 1000 : DEFAULT_ANSWER_MS,
  };
}

/**
 * Returns how to report a check.
 *
 * @throws {UsageError | ExpectedError}
 */
export async function reportOptions(args: ClientArguments): Promise<ReportOptions> {
  const [json, tap, junit] = [args.get("json"), args.get("tap"), args.get("junit")];
  if (json && tap) throw new UsageError("Cannot use --tap with --json: choose one of them");
  const points = await readPoints(args.get("points"));
  return { format: json ? "json" : tap ? "tap" : "text", junit, points };
}

async function readPoints(file: string | undefined): Promise<Points | undefined> {
  if (file === undefined) return undefined;
  try {
    return parsePoints(await Deno.readTextFile(file), file);
  } catch (cause) {
    if (cause instanceof ExpectedError) throw cause;
    throw new ExpectedError(`Cannot read the points in "${file}": ${systemReason(cause)}`, {
      cause,
    });
  }
}
