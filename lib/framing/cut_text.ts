const encoder = new TextEncoder();

/** Made for the first cut inside a text: it takes milliseconds. */
let segmenter: Intl.Segmenter | undefined;

/**
 * Cuts a text to so many bytes of UTF-8, at the boundary of a grapheme, which readers see as one
 * character. A single grapheme that is longer is cut at the boundary of a code point.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(cutText("grüezi", 3), "gr");
 * assert.equal(cutText("grüezi", 4), "grü");
 * assert.equal(cutText("go 👩‍🚀", 9), "go ");
 * ```
 */
export function cutText(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const { read } = encoder.encodeInto(text, new Uint8Array(maxBytes));
  if (read === text.length) return text;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  // Whether a grapheme ends here depends on the next code point, which may have two units.
  const { index = 0 } = segmenter.segment(text.slice(0, read + 2)).containing(read) ?? {};
  return text.slice(0, index || read);
}
