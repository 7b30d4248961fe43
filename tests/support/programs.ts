import { type ProgramName, PROGRAMS, runtimeFlags } from "../../release/programs.ts";

/** The command that starts a program with exactly the permissions that its binary has. */
export function programCommand(name: ProgramName, ...more: string[]): string[] {
  const program = PROGRAMS[name];
  return [Deno.execPath(), "run", ...runtimeFlags(program), ...more, program.entry];
}

/**
 * Has a client not find out who runs the tests, nor whom they have blocked. What is denied is not
 * there for the client, as on a machine that does not tell.
 */
export const NOBODY = "--deny-env=APPDATA,HOME,LOGNAME,USER,USERNAME,XDG_CONFIG_HOME";
