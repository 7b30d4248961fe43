const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Returns the graphemes of `text`, each with its offset in UTF-16 units. */
export function segments(text: string): Intl.Segments {
  return segmenter.segment(text);
}

/** Splits `text` into graphemes, which readers see as single characters. */
export function graphemes(text: string): string[] {
  return Array.from(segments(text), ({ segment }) => segment);
}
