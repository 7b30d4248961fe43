import assert from "node:assert/strict";

/** Returns the cells of a page's table, row by row. `head` is the first word of the table's header. */
export function rowsIn(page: string, head: string): string[][] {
  const [, rows] = new RegExp(`^\\| ${head} .*\\n\\|[-| ]+\\|\\n((?:\\|.*\\n)+)`, "m").exec(page) ??
    [];
  assert(rows, `the page has no table that starts with "${head}"`);
  return rows.trimEnd().split("\n").map((row) =>
    row.split("|").slice(1, -1).map((cell) => cell.trim().replace(/^`([^`]*)`$/, "$1"))
  );
}
