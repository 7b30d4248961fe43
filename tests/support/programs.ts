import { type ProgramName, PROGRAMS, runtimeFlags } from "../../release/programs.ts";

/** Returns the command that starts a program with exactly the permissions of its binary. */
export function programCommand(name: ProgramName, ...more: string[]): string[] {
  const program = PROGRAMS[name];
  return [Deno.execPath(), "run", ...runtimeFlags(program), ...more, program.entry];
}

/**
 * Hides the name and the configuration of the user who runs the tests from a client. Parley treats a
 * variable that it may not read like one that is not set.
 */
export const DENY_USER_ENV = "--deny-env=APPDATA,HOME,LOGNAME,USER,USERNAME,XDG_CONFIG_HOME";
