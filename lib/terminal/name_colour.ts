import { fnv1a } from "../framing/fnv1a.ts";

/**
 * The colours of names, as numbers in the terminal's palette of 256: rose, orange, olive, green,
 * blue, violet, magenta. Each has a contrast of 3 or more on dark and on light backgrounds, and
 * they differ clearly from each other. The first sixteen colours of the palette are left out, as
 * every terminal shows them differently. There are seven, not eight, so that every bit of a hash
 * counts.
 */
export const NAME_COLOURS = [197, 166, 100, 28, 32, 99, 164] as const;

/**
 * Returns `name` in its colour. The same name always has the same colour.
 *
 * @param name A name that is safe to print.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(colourName("bob"), "\x1b[38;5;28mbob\x1b[39m");
 * ```
 */
export function colourName(name: string): string {
  const colour = NAME_COLOURS[fnv1a(name) % NAME_COLOURS.length];
  return `\x1b[38;5;${colour}m${name}\x1b[39m`;
}
