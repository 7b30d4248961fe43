import { revealInvisible } from "../../chat/name.ts";
import { graphemes } from "../../terminal/graphemes.ts";
import { widthOf } from "../../terminal/width.ts";
import type { RoomEntry } from "./directory_connection.ts";

/**
 * Returns rooms as a table.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(
 *   roomTable([{ name: "茶室", address: "239.1.2.3", port: 5000 }]),
 *   "NAME  ADDRESS    PORT\n茶室  239.1.2.3  5000",
 * );
 * ```
 */
export function roomTable(rooms: readonly RoomEntry[]): string {
  const rows = [
    ["NAME", "ADDRESS", "PORT"],
    ...rooms.map(({ name, address, port }) => [revealInvisible(name), address, String(port)]),
  ];
  // A directory may list more rooms than a call may have arguments.
  const widths = [0, 1].map((column) =>
    rows.reduce((widest, row) => Math.max(widest, widthOfText(row[column]!)), 0)
  );
  return rows.map(([name, address, port]) =>
    `${padded(name!, widths[0]!)}  ${padded(address!, widths[1]!)}  ${port}`
  ).join("\n");
}

function padded(text: string, width: number): string {
  return text + " ".repeat(width - widthOfText(text));
}

function widthOfText(text: string): number {
  return graphemes(text).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
}
