import { PipedProcess } from "./piped_process.ts";
import { NOBODY, programCommand } from "./programs.ts";

/** What a client is denied, and finds in its environment. */
export interface Machine {
  readonly denied: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A machine that tells nothing about its user. */
export const BARE: Machine = { denied: [NOBODY], env: {} };

/** A machine on which `folder` holds the user's configuration. */
export function machineWith(folder: string): Machine {
  return { denied: ["--deny-env=APPDATA,HOME"], env: { XDG_CONFIG_HOME: folder } };
}

/** The client on pipes. */
export class ClientProcess extends PipedProcess {
  /** Starts it, on a machine that tells it nothing about the user unless the first argument is one. */
  constructor(first?: Machine | string, ...rest: string[]) {
    const { denied, env } = typeof first === "object" ? first : BARE;
    const words = typeof first === "string" ? [first, ...rest] : rest;
    super([...programCommand("client", ...denied), ...words], env);
  }
}
