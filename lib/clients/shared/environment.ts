import { isAddress } from "../../chat/user.ts";

/** A variable of the environment, unless to read it would ask the user for permission. */
export function environmentVariable(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}

/** The name by which the system knows the user, when it tells one that can be used. */
export function systemUserName(): string | undefined {
  return ["USER", "LOGNAME", "USERNAME"].map(environmentVariable)
    .find((name) => name !== undefined && isAddress(name));
}

/**
 * The folder in which the user's system keeps the configuration of Parley, when it can be told.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const read = (variable: string) => variable === "HOME" ? "/home/ann" : undefined;
 * assert.equal(configurationFolder("linux", read), "/home/ann/.config/parley");
 * ```
 */
export function configurationFolder(
  os: typeof Deno.build.os = Deno.build.os,
  read: (variable: string) => string | undefined = environmentVariable,
): string | undefined {
  if (os === "windows") return below(read("APPDATA"), "\\parley");
  const home = below(read("HOME"), "");
  if (os === "darwin") return below(home, "/Library/Application Support/parley");
  const configured = read("XDG_CONFIG_HOME");
  // Its specification has relative ones ignored.
  return below(configured?.startsWith("/") ? configured : below(home, "/.config"), "/parley");
}

function below(folder: string | undefined, rest: string): string | undefined {
  return folder ? folder + rest : undefined;
}
