import { type Arguments, UsageError } from "../../command_line/command.ts";
import { type Status, statusLine } from "../../net/status.ts";
import { StatusLog } from "../../terminal/status_log.ts";
import { OutputQueue } from "../../terminal/output_queue.ts";
import { jsonLine, lostLine } from "../../monitoring/json_log.ts";

/** How a program writes its log when it is text. */
export interface TextLog {
  /** Where all goes that is no failure. */
  readonly log?: StatusLog;
  line?(status: Status): string;
}

/**
 * Makes what writes down what an operator may want to know, as `--log`, `--quiet` and `--debug` say.
 *
 * @throws {UsageError} when there is no such format.
 */
export function statusWriter(args: Arguments, text: TextLog = {}): (status: Status) => void {
  const [quiet, debug] = [args.has("quiet"), args.has("debug")];
  const format = args.get("log") ?? "text";
  if (format !== "text" && format !== "json") {
    throw new UsageError(`Cannot use "${format}" for --log: it has to be text or json`);
  }
  const write = format === "json" ? jsonWriter(debug) : textWriter(debug, text);
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
    if (status.type !== "failed") return log.line(line(status));
    errors.line(statusLine(status));
    if (debug) console.error(status.error);
  };
}

function jsonWriter(debug: boolean): (status: Status) => void {
  const log = new StatusLog(
    new OutputQueue(Deno.stderr),
    (count) => lostLine(count, new Date()),
  );
  return (status) => log.line(jsonLine(status, new Date(), debug));
}
