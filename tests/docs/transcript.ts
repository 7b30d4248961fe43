import assert from "node:assert/strict";

/** What differs each time, and what stands for it. */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/[0-9A-F]{2}(:([0-9A-F]{2}|…)){4,}/g, "FINGERPRINT"],
  [/\d+ (user|room)s?\b/g, "N $1s"],
  [/"(users|rooms)":\d+/g, '"$1":N'],
];

/**
 * Asserts that a program has printed the lines of a transcript, and nothing else; in its lines `…`
 * stands for anything.
 */
export function transcript(printed: string, expected: readonly string[]): void {
  const lines = expected.map(steady);
  const actual = printed.trimEnd().split("\n").map(steady);
  const told = actual.map((line, index) => isLike(line, lines[index]) ? lines[index] : line);
  assert.deepEqual(told, lines);
}

function steady(line: string): string {
  return VARIABLE.reduce((text, [pattern, name]) => text.replace(pattern, name), line);
}

function isLike(line: string, pattern = ""): boolean {
  return RegExp(`^${pattern.split("…").map((text) => RegExp.escape(text)).join(".*")}$`).test(line);
}
