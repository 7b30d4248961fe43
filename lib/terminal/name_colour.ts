import { fnv1a } from "../framing/fnv1a.ts";

/**
 * Of the 256 colours that terminals have, those that are legible on dark and on light backgrounds
 * alike (a contrast of 3 or more on each) and differ from each other: rose, orange, olive, green,
 * blue, violet, magenta. The first sixteen look different in each terminal. Seven of them, so that
 * all bits of a hash count.
 */
export const NAME_COLOURS = [197, 166, 100, 28, 32, 99, 164] as const;

/**
 * `name` in its colour, which is the same each time. It must be safe to print.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(coloured("bob"), "\x1b[38;5;28mbob\x1b[39m");
 * ```
 */
export function coloured(name: string): string {
  const colour = NAME_COLOURS[fnv1a(name) % NAME_COLOURS.length];
  return `\x1b[38;5;${colour}m${name}\x1b[39m`;
}
