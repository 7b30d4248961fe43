const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * How much text is segmented at once, in UTF-16 units. A grapheme that is longer, such as a letter
 * under thousands of marks, counts as several: otherwise its handling would take quadratic time.
 */
const MAX_PIECE_LENGTH = 1024;

/**
 * Calls `visit` for each grapheme of `text` with its start and end in UTF-16 units. Takes time in
 * proportion to the text's length.
 */
export function eachGrapheme(text: string, visit: (start: number, end: number) => void): void {
  for (let at = 0; at < text.length;) {
    if (standsAlone(text, at)) {
      visit(at, ++at);
      continue;
    }
    const end = endOfPiece(text, at);
    let next = end;
    for (const { segment, index } of segmenter.segment(text.slice(at, end))) {
      const [start, stop] = [at + index, at + index + segment.length];
      // The last one may go on behind the piece.
      if (stop === end && end < text.length && index > 0) next = start;
      else visit(start, stop);
    }
    at = next;
  }
}

/** Splits `text` into graphemes, which readers see as single characters. */
export function graphemes(text: string): string[] {
  const found: string[] = [];
  eachGrapheme(text, (start, end) => found.push(text.slice(start, end)));
  return found;
}

/**
 * Returns where the grapheme that contains `offset` starts and ends, in UTF-16 units; `undefined`
 * when `offset` is not inside `text`.
 */
export function graphemeAt(
  text: string,
  offset: number,
): { readonly start: number; readonly end: number } | undefined {
  if (offset < 0 || offset >= text.length) return undefined;
  let from = offset;
  while (
    from > 0 && offset - from < MAX_PIECE_LENGTH &&
    !(isSimple(text, from - 1) && isSimple(text, from))
  ) {
    from--;
  }
  const piece = text.slice(from, offset + MAX_PIECE_LENGTH);
  const { index, segment } = segmenter.segment(piece).containing(offset - from)!;
  return { start: from + index, end: from + index + segment.length };
}

/** Returns the end of a piece that starts at `start` and holds the next graphemes that are not simple. */
function endOfPiece(text: string, start: number): number {
  const most = Math.min(text.length, start + MAX_PIECE_LENGTH);
  let end = start + 1;
  while (end < most && !standsAlone(text, end)) end++;
  // Some characters join with a simple one behind them.
  if (end < most) end++;
  return end < text.length && isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end;
}

/** Reports whether the characters at `at` and behind it are simple, so that nothing joins them. */
function standsAlone(text: string, at: number): boolean {
  return isSimple(text, at) && (at + 1 === text.length || isSimple(text, at + 1));
}

/** Reports whether a character never joins with another simple one before or behind it. */
function isSimple(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x7f) return code >= 0x20;
  if (code < 0x300) return code > 0xa0 && code !== 0xa9 && code !== 0xad && code !== 0xae;
  return (code >= 0x370 && code <= 0x482) || (code >= 0x48a && code <= 0x52f) ||
    (code >= 0x3041 && code <= 0x3096) || (code >= 0x30a1 && code <= 0x30fa) ||
    (code >= 0x3400 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
