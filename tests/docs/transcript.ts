import assert from "node:assert/strict";

/** Patterns of texts that differ from run to run, and their replacements. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/[0-9A-F]{2}(:([0-9A-F]{2}|…)){4,}/g, "FINGERPRINT"],
  [/\d+ (user|room)s?\b/g, "N $1s"],
  [/"(users|rooms)":\d+/g, '"$1":N'],
];

/**
 * Asserts that a program printed exactly the lines of a transcript. A `…` in a line matches any
 * text.
 */
export function assertTranscript(printed: string, expected: readonly string[]): void {
  const patterns = expected.map(normalized);
  const lines = printed.trimEnd().split("\n").map(normalized);
  const compared = lines.map((line, index) =>
    matches(line, patterns[index]) ? patterns[index] : line
  );
  assert.deepEqual(compared, patterns);
}

function normalized(line: string): string {
  return VOLATILE.reduce((text, [pattern, name]) => text.replace(pattern, name), line);
}

function matches(line: string, pattern = ""): boolean {
  return RegExp(`^${pattern.split("…").map((text) => RegExp.escape(text)).join(".*")}$`).test(line);
}
