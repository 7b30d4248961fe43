/**
 * How the programs end: exit codes, and errors as one line for people.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import { type Arguments, type Command, readArguments, UsageError } from "./command.ts";
import { ExpectedError } from "../errors/expected_error.ts";
import { helpText } from "./help.ts";
import { binaryOf } from "./names.ts";
import { keepOnly, neededKinds } from "./permissions.ts";

/** Exit codes of all programs. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Something went wrong that the message explains to the user: exit code 1. */
export class ProgramError extends Error {
  override name = "ProgramError";
}

/**
 * Runs a program and ends the process with its exit code.
 *
 * @param main Gets the arguments; what it returns is the exit code.
 */
export async function runProgram(
  command: Command,
  args: readonly string[],
  main: (args: Arguments) => Promise<number>,
): Promise<never> {
  let debug = args.includes("--debug");
  try {
    const read = readArguments(command, args);
    debug = read.has("debug");
    const shell = read.get("completions");
    if (read.has("help")) console.log(helpText(command));
    else if (read.has("version")) console.log(versionText(command));
    else if (shell !== undefined) {
      // Needed once in a program's life.
      const { completions } = await import("./completions/completions.ts");
      console.log(completions(command, shell));
    } else {
      if (command.permissions) keepOnly(neededKinds(command, read));
      Deno.exit(await main(read));
    }
    Deno.exit(EXIT.done);
  } catch (error) {
    console.error(
      debug
        ? error
        : error instanceof ExpectedError
        ? error.text
        : error instanceof Error
        ? error.message
        : String(error),
    );
    if (error instanceof UsageError) console.error("Try --help");
    Deno.exit(error instanceof UsageError ? EXIT.usage : EXIT.failed);
  }
}

/** `parley-server 0.1.0 (abc1234)`; the commit is known to binaries, whose build writes it down. */
function versionText(command: Command): string {
  const { version, commit }: { version: string; commit?: string } = config;
  return `${binaryOf(command)} ${version}${commit ? ` (${commit})` : ""}`;
}

/** What the operating system said, without what Deno adds to it: `Permission denied`. */
export function systemReason(error: unknown): string {
  if (error instanceof Deno.errors.AddrInUse) return "The address is in use";
  if (error instanceof Deno.errors.AddrNotAvailable) return "This machine has no such address";
  if (error instanceof Deno.errors.PermissionDenied) return "Permission denied";
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(os error \d+\)$/, "");
}
