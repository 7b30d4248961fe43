import { environmentVariable } from "../../clients/shared/environment.ts";

/**
 * Reports whether Deno can load an npm package without a download. Deno writes the progress of a
 * download to the terminal, over whatever a program shows there.
 */
export function isPackageCached(name: string): boolean {
  if (Deno.build.standalone) return true;
  const folder = cacheFolder();
  if (folder === undefined) return false;
  const path = `${folder}/npm`;
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return false;
  try {
    // Below this are the registries, and below each its packages.
    return Array.from(Deno.readDirSync(path)).some((registry) => exists(path, registry.name, name));
  } catch {
    return false;
  }
}

/** Returns the folder in which Deno keeps packages, if the environment says where that is. */
function cacheFolder(
  os: typeof Deno.build.os = Deno.build.os,
  read: (variable: string) => string | undefined = environmentVariable,
): string | undefined {
  const below = (folder: string | undefined, rest: string) => folder && `${folder}${rest}`;
  return read("DENO_DIR") ??
    (os === "windows"
      ? below(read("LOCALAPPDATA"), "\\deno")
      : os === "darwin"
      ? below(read("HOME"), "/Library/Caches/deno")
      : below(read("XDG_CACHE_HOME"), "/deno") ?? below(read("HOME"), "/.cache/deno"));
}

function exists(...path: string[]): boolean {
  try {
    return Deno.statSync(path.join("/")).isDirectory;
  } catch {
    return false;
  }
}
