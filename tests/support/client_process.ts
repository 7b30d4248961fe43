import { PipedProcess } from "./piped_process.ts";
import { DENY_USER_ENV, programCommand } from "./programs.ts";

/** The machine that a client believes to run on: the permissions it lacks, and its environment. */
export interface Machine {
  readonly denied: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A machine that says nothing about its user. */
export const BARE: Machine = { denied: [DENY_USER_ENV], env: {} };

/** Returns a machine on which `folder` holds the user's configuration. */
export function machineWith(folder: string): Machine {
  return { denied: ["--deny-env=APPDATA,HOME"], env: { XDG_CONFIG_HOME: folder } };
}

/** The client on pipes. */
export class ClientProcess extends PipedProcess {
  /** Starts the client, on a {@linkcode BARE} machine unless the first argument is a machine. */
  constructor(first?: Machine | string, ...rest: string[]) {
    const { denied, env } = typeof first === "object" ? first : BARE;
    const words = typeof first === "string" ? [first, ...rest] : rest;
    super([...programCommand("client", ...denied), ...words], env);
  }
}
