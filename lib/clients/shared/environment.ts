import { isAddress } from "../../chat/user.ts";

/** Returns an environment variable, or `undefined` where Deno would ask the user for permission. */
export function environmentVariable(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}

/** Returns the user's login name, if it can be a user name in the chat. */
export function systemUserName(): string | undefined {
  return ["USER", "LOGNAME", "USERNAME"].map(environmentVariable)
    .find((name) => name !== undefined && isAddress(name));
}

/**
 * Returns the folder for the user's configuration of Parley, as is usual on the system, or
 * `undefined` when the environment does not say where it is.
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
  // Its specification says to ignore relative paths.
  return below(configured?.startsWith("/") ? configured : below(home, "/.config"), "/parley");
}

function below(folder: string | undefined, rest: string): string | undefined {
  return folder ? folder + rest : undefined;
}
