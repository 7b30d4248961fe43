import type { Arguments } from "../../command_line/arguments.ts";
import { stackOf } from "../../errors/bug.ts";
import { jsonLine, lostLine } from "../../monitoring/json_log.ts";
import { type Status, statusLine } from "../../net/status.ts";
import { ISSUES_URL } from "../../product/version.ts";
import { LOG_OUTPUT } from "../../terminal/log_output.ts";
import { OutputQueue } from "../../terminal/output_queue.ts";
import { StatusLog } from "../../terminal/status_log.ts";
import type { SERVING_FLAGS } from "./flags.ts";

/** The parts of a text log that differ between programs. */
export interface TextLog {
  /** The log for everything but failures; standard error by default. */
  readonly log?: StatusLog;
  /** Formats a status. */
  line?(status: Status): string;
}

/** Returns a function that logs each status, as `--log`, `--quiet` and `--debug` say. */
export function statusWriter(
  args: Arguments<typeof SERVING_FLAGS>,
  text: TextLog = {},
): (status: Status) => void {
  const [quiet, debug] = [args.get("quiet"), args.get("debug")];
  const write = args.get("log") === "json" ? jsonWriter(debug) : textWriter(debug, text);
  return (status) => {
    const isAboutClient = "peer" in status;
    if (!quiet || !isAboutClient) write(status);
  };
}

function textWriter(
  debug: boolean,
  { log: given, line = statusLine }: TextLog,
): (status: Status) => void {
  const errors = new StatusLog();
  const log = given ?? errors;
  return (status) => {
    if (status.type === "internal-error") return writeBug(errors, status);
    if (status.type !== "failed") return log.line(line(status));
    errors.line(statusLine(status));
    if (debug) writeLines(errors, Deno.inspect(status.error).split("\n"));
  };
}

function writeBug(log: StatusLog, status: Extract<Status, { type: "internal-error" }>): void {
  log.line(statusLine(status));
  if (status.repeats > 0) return;
  writeLines(log, stackOf(status.error).split("\n").slice(1));
  log.line(`This is a bug, and the program goes on. Please report it at ${ISSUES_URL}`);
}

function writeLines(log: StatusLog, lines: readonly string[]): void {
  for (const line of lines) log.line(line);
}

function jsonWriter(debug: boolean): (status: Status) => void {
  const log = new StatusLog(
    new OutputQueue(LOG_OUTPUT),
    (count) => lostLine(count, new Date()),
  );
  return (status) => log.line(jsonLine(status, new Date(), debug));
}
