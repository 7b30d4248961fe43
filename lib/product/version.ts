import config from "../../deno.json" with { type: "json" };

/** The page for bug reports. */
export const ISSUES_URL = "https://github.com/parley-chat/parley/issues";

/** Returns the version, with the commit in binaries, whose build adds it: `0.1.0 (abc1234)`. */
export function versionText(): string {
  const { version, commit }: { version: string; commit?: string } = config;
  return commit ? `${version} (${commit})` : version;
}
