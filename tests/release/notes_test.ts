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

Deno.test("sectionOf finds a version's section, and nothing of its neighbours", () => {
  assert.equal(sectionOf(CHANGELOG, "1.10.0"), "### Added\n\n- Tea\n\n### Fixed\n\n- Cups");
  assert.equal(sectionOf(CHANGELOG, "1.0.0"), "- Water");
});

Deno.test("sectionOf refuses a version of which nothing is said", () => {
  for (const version of ["1.1.0", "1.1", "2.0.0", ""]) {
    assert.throws(() => sectionOf(CHANGELOG, version), {
      message: `Cannot find anything about "${version}" in CHANGELOG.md`,
    });
  }
});

Deno.test("versionOf takes only the tag of the present version", () => {
  assert.equal(versionOf("v1.0.0", "1.0.0"), "1.0.0");
  for (const tag of ["1.0.0", "v1.0", "v1.0.0-rc", ""]) {
    assert.throws(() => versionOf(tag, "1.0.0"), {
      message: `Cannot release "${tag}": deno.json says "1.0.0"`,
    });
  }
});
