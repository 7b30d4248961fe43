/**
 * Prints the section of CHANGELOG.md about a release: `deno run -R release/notes.ts v1.2.3`.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };

/**
 * Returns the section of a changelog about a version, without its heading.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const changelog = "# Changelog\n\n## Unreleased\n\n## 1.0.0 - 2026-11-21\n\n- Tea\n\n## 0.9.0\n";
 * assert.equal(sectionOf(changelog, "1.0.0"), "- Tea");
 * ```
 *
 * @throws {Error} if the section is missing or empty.
 */
export function sectionOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => /^\[?([^\s\]]+)/.exec(text)?.[1] === version);
  const text = section?.slice(section.indexOf("\n")).trim();
  if (!text) throw new Error(`Cannot find a section about "${version}" in CHANGELOG.md`);
  return text;
}

/**
 * Returns the version that a tag names.
 *
 * @throws {Error} if it is not the version of `deno.json`.
 */
export function versionOf(tag: string, version: string): string {
  if (tag === `v${version}`) return version;
  throw new Error(`Cannot release "${tag}": the version in deno.json is "${version}"`);
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
