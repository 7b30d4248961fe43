import { stackOf } from "../errors/bug.ts";
import { printableJson } from "../framing/printable_json.ts";
import { formatAddress } from "../transport/address.ts";
import type { Status } from "../net/status.ts";

/**
 * Formats a status as one line of JSON that is safe to print.
 *
 * @param time The time of the event.
 * @param debug Whether to include the stack traces of all errors. Those of bugs always are.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(
 *   jsonLine({ type: "accepting" }, new Date(0)),
 *   '{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"accepting"}',
 * );
 * ```
 */
export function jsonLine(status: Status, time: Date, debug = false): string {
  const { type: event, ...rest } = status;
  const isBug = event === "internal-error";
  const isLoss = event === "servers" && status.change === "lost";
  const level = event === "failed" || isBug ? "error" : isLoss ? "warning" : "info";
  return format({
    ...{ time, level, event, ...rest },
    ...("peer" in status && { peer: formatAddress(status.peer) }),
    ...("error" in status && describe(status.error, debug || isBug)),
  });
}

/** Formats the line that replaces `count` lines, which nobody read in time. */
export function lostLine(count: number, time: Date): string {
  return format({ time, level: "warning", event: "lost", count });
}

function describe(error: unknown, debug: boolean): { error: string; stack?: string | undefined } {
  if (!(error instanceof Error)) return { error: String(error) };
  return { error: error.message, ...(debug && { stack: stackOf(error) }) };
}

function format(record: Record<string, unknown>): string {
  return printableJson(JSON.stringify(record));
}
