import type { Entry } from "./wire.ts";

/** Cuts an entry whose text is longer than that, in UTF-16 code units. */
export function partsOf(entry: Entry, maxLength: number): Entry[] {
  if (entry.text.length <= maxLength) return [entry];
  const parts: Entry[] = [];
  const step = Math.ceil(maxLength / 2);
  for (let at = 0; at < entry.text.length; at += step) {
    const goesOn = at + step < entry.text.length;
    parts.push({ ...entry, text: entry.text.slice(at, at + step), part: at / step, goesOn });
  }
  return parts;
}
