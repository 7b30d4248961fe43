/**
 * Prints what CHANGELOG.md says about a release: `deno run -R release/notes.ts v1.2.3`.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };

/**
 * The section of a changelog about a version, without its title.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const changelog = "# Changelog\n\n## Unreleased\n\n## 1.0.0 - 2026-11-21\n\n- Tea\n\n## 0.9.0\n";
 * assert.equal(sectionOf(changelog, "1.0.0"), "- Tea");
 * ```
 *
 * @throws {Error} when there is none, or nothing in it.
 */
export function sectionOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => /^\[?([^\s\]]+)/.exec(text)?.[1] === version);
  const text = section?.slice(section.indexOf("\n")).trim();
  if (!text) throw new Error(`Cannot find anything about "${version}" in CHANGELOG.md`);
  return text;
}

/**
 * The version of a tag.
 *
 * @throws {Error} when it is not that of `deno.json`.
 */
export function versionOf(tag: string, version: string): string {
  if (tag === `v${version}`) return version;
  throw new Error(`Cannot release "${tag}": deno.json says "${version}"`);
}

if (import.meta.main) {
  try {
    const changelog = await Deno.readTextFile(`${import.meta.dirname}/../CHANGELOG.md`);
    console.log(sectionOf(changelog, versionOf(Deno.args[0] ?? "", config.version)));
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
}
