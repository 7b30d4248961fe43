import assert from "node:assert/strict";
import { sectionOf, versionOf } from "../../release/notes.ts";

const CHANGELOG = `# Changelog

## Unreleased

### Added

- Coffee

## [1.10.0] - 2026-12-24

### Added

- Tea

### Fixed

- Cups

## 1.1.0 - 2026-11-21

## 1.0.0
- Water
`;

Deno.test("sectionOf returns exactly the section of a version", () => {
  assert.equal(sectionOf(CHANGELOG, "1.10.0"), "### Added\n\n- Tea\n\n### Fixed\n\n- Cups");
  assert.equal(sectionOf(CHANGELOG, "1.0.0"), "- Water");
});

Deno.test("sectionOf refuses a version without a section", () => {
  for (const version of ["1.1.0", "1.1", "2.0.0", ""]) {
    assert.throws(() => sectionOf(CHANGELOG, version), {
      message: `Cannot find a section about "${version}" in CHANGELOG.md`,
    });
  }
});

Deno.test("versionOf accepts only the tag of the current version", () => {
  assert.equal(versionOf("v1.0.0", "1.0.0"), "1.0.0");
  for (const tag of ["1.0.0", "v1.0", "v1.0.0-rc", ""]) {
    assert.throws(() => versionOf(tag, "1.0.0"), {
      message: `Cannot release "${tag}": the version in deno.json is "1.0.0"`,
    });
  }
});
