/** The maximum number of single-character edits that count as a typing mistake. */
const MAX_EDITS = 2;

/** A longer word is no typing mistake, and comparing it would take long. */
const MAX_LENGTH = 100;

/**
 * Returns the name that `word` was probably meant to be, or `undefined` if none is close.
 *
 * This is our own code because Deno would fetch a package before every start of the programs.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(nearest("prot", ["port", "address"]), "port");
 * assert.equal(nearest("tea", ["port", "address"]), undefined);
 * ```
 */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const ranked = names.map((name) => ({ name, edits: editsBetween(word, name) }))
    .filter(({ name, edits }) => edits <= Math.min(MAX_EDITS, name.length / 2))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.name;
}

/** Returns the Levenshtein distance of two words. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = row[column - 1]! + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
