import { PipedProcess } from "./piped_process.ts";

/** What a client is allowed, and finds in its environment. */
export interface Machine {
  readonly permissions: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const BARE: Machine = { permissions: ["--allow-net"], env: {} };

/** A machine on which `folder` holds the user's configuration. */
export function machineWith(folder: string): Machine {
  return {
    permissions: [
      "--allow-net",
      "--allow-env=XDG_CONFIG_HOME",
      `--allow-read=${folder}`,
      `--allow-write=${folder}`,
    ],
    env: { XDG_CONFIG_HOME: folder },
  };
}

/** The client on pipes. */
export class ClientProcess extends PipedProcess {
  /** Starts it, on a machine that gives it nothing but the network unless the first argument is one. */
  constructor(first?: Machine | string, ...rest: string[]) {
    const { permissions, env } = typeof first === "object" ? first : BARE;
    const words = typeof first === "string" ? [first, ...rest] : rest;
    super([Deno.execPath(), "run", ...permissions, "client.ts", ...words], env);
  }
}
