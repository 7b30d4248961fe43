/**
 * Wraps `text` between words into rows of at most `columns` characters. A longer word gets a row of
 * its own. This is for the program's own texts, in which every character is one column wide.
 *
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(wrapText("Do not cut words in two", 10), ["Do not cut", "words in", "two"]);
 * ```
 */
export function wrapText(text: string, columns: number): string[] {
  const rows = [""];
  for (const word of text.split(" ")) {
    const last = rows.at(-1)!;
    const longer = last === "" ? word : `${last} ${word}`;
    if (last === "" || longer.length <= columns) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows;
}
