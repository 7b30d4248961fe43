import { graphemes } from "../../terminal/graphemes.ts";
import { safeText } from "../../terminal/safe_text.ts";
import { widthOf } from "../../terminal/width.ts";

const GAP = "  ";

/**
 * Lays names out in columns, as `ls` does: down the first column, then down the next.
 *
 * @param columns The width of the screen, in characters.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(nameColumns(["ann", "bob", "carl", "dora"], 15), "  ann   carl\n  bob   dora");
 * ```
 */
export function nameColumns(names: readonly string[], columns: number): string {
  const safe = names.map((name) => safeText(name).replaceAll("\n", "␊"));
  const width = Math.max(...safe.map(widthOfText)) + GAP.length;
  const count = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(safe.length / count);
  return Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: count }, (_, column) => safe[row + column * rows])
      .filter((name) => name !== undefined);
    return cells.map((name, column) => GAP + (column < cells.length - 1 ? padded(name) : name))
      .join("");
  }).join("\n");

  function padded(name: string): string {
    return name + " ".repeat(width - GAP.length - widthOfText(name));
  }
}

function widthOfText(text: string): number {
  return graphemes(text).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
}
