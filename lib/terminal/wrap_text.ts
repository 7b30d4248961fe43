/**
 * `text` cut between words into rows of at most `columns` characters; a longer word has a row of its
 * own. For the program's own texts, whose characters take one column each.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(wrapped("Do not cut words in two", 10), ["Do not cut", "words in", "two"]);
 * ```
 */
export function wrapped(text: string, columns: number): string[] {
  const rows = [""];
  for (const word of text.split(" ")) {
    const last = rows.at(-1)!;
    const longer = last === "" ? word : `${last} ${word}`;
    if (last === "" || longer.length <= columns) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows;
}
