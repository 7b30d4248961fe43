import { ExpectedError } from "../lib/errors/expected_error.ts";

/** A command failed. The message includes its output on standard error. */
export class CommandError extends ExpectedError {
  override name = "CommandError";
}

/**
 * Runs a command and returns its standard output.
 *
 * @param env Environment variables to add to those of this process.
 * @throws {CommandError} if it fails.
 */
export async function output(
  [program, ...args]: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program!, {
    args,
    env: { NO_COLOR: "1", ...env },
    ...(cwd !== undefined && { cwd }),
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  const reason = new TextDecoder().decode(stderr).trim();
  throw new CommandError(`Cannot run "${program} ${args.join(" ")}": ${reason}`);
}
