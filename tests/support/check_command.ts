import { programCommand } from "./programs.ts";

/** Returns the command that checks a client. */
export function checkCommand(
  dialect: string,
  flags: readonly string[],
  words: readonly string[],
): string[] {
  const check = ["check", "client", "--dialect", dialect, ...flags, "--", ...words];
  return [...programCommand("client"), ...check];
}
