const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What people take for one character each, with their offsets into `text` in UTF-16 units. */
export function segments(text: string): Intl.Segments {
  return segmenter.segment(text);
}

/** `text` cut into what people take for one character each. */
export function graphemes(text: string): string[] {
  return Array.from(segments(text), ({ segment }) => segment);
}
