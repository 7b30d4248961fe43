import { type ProgramName, PROGRAMS, runtimeFlags } from "../../release/programs.ts";

/** Returns the command that starts a program with exactly the permissions of its binary. */
export function programCommand(name: ProgramName, ...more: string[]): string[] {
  const program = PROGRAMS[name];
  return [Deno.execPath(), "run", ...runtimeFlags(program), ...more, program.entry];
}

/**
 * The flag that hides from a client who runs the tests, and which users that person has blocked. For
 * the client, a denied variable does not exist.
 */
export const DENY_USER_ENV = "--deny-env=APPDATA,HOME,LOGNAME,USER,USERNAME,XDG_CONFIG_HOME";
