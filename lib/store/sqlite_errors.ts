/**
 * The failures of SQLite, in words for people.
 *
 * @module
 */
import { ExpectedError } from "../errors/expected_error.ts";
import { systemReason } from "../errors/system_reason.ts";

/** Parts of SQLite's messages, with what people read instead. */
const REASONS: readonly (readonly [start: string, reason: string])[] = [
  ["database is locked", "another program is using it"],
  ["attempt to write a readonly database", "it can only be read"],
  ["file is not a database", "it is not an SQLite file"],
  ["database disk image is malformed", "it is damaged"],
  ["malformed database schema", "it is damaged"],
  ["vtable constructor failed", "it is damaged"],
  ["database or disk is full", "the disk is full"],
  ["value is too large", "it has a number that no server wrote"],
];

/** Reports whether an error is about the file, and not a bug. */
export function isAboutFile(error: unknown): error is Error {
  return error instanceof ExpectedError ||
    error instanceof Error && "code" in error &&
      (error.code === "ERR_SQLITE_ERROR" || error.code === "ERR_OUT_OF_RANGE");
}

/** Returns the reason why SQLite failed. */
export function sqliteReason(error: Error): string {
  const text = systemReason(error);
  if (error instanceof ExpectedError) return text;
  // SQLite repeats the path, the column or the statement behind it.
  return REASONS.find(([start]) => text.startsWith(start))?.[1] ?? text.split(/: | in \n/)[0]!;
}

/** Returns what to do about a file that SQLite cannot open, as a sentence. */
export function sqliteHint(error: Error): string | undefined {
  if (error instanceof ExpectedError) return error.hint;
  if (error.message.startsWith("unable to open")) {
    return "Check that its folder exists and that you may write there.";
  }
  return error.message.includes("readonly") ? "Check that you may write to it." : undefined;
}
