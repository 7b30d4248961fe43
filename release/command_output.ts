/** A program that this one started has failed; it has said why. */
export class CommandError extends Error {
  override name = "CommandError";
}

/**
 * Runs a program and returns what it prints.
 *
 * @param env Variables for it, besides those of this process.
 * @throws {CommandError} when it fails.
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
