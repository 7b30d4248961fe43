import { safeText } from "../../terminal/safe_text.ts";

/** How much of a text is quoted, in characters. */
const MAX_QUOTED_LENGTH = 120;

/** Returns a text in quotes, on one line and not too long. */
export function quoted(text: string): string {
  const shown = text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text;
  return `"${safeText(shown).replaceAll("\n", "␊")}"`;
}
