import { clockTime, localTime } from "../framing/local_time.ts";
import { colourName } from "./name_colour.ts";
import { safeText } from "./safe_text.ts";

/** The user who wrote a text. */
export interface Speaker {
  readonly name: string;
  /** The offset of the name in each line of the text, in UTF-16 units. */
  readonly at: number;
  /** Whether the text is meant for the user alone, or mentions the user. */
  readonly isForUser?: boolean;
  /** When the text was written; by default now. */
  readonly time?: Date;
  /** Whether the text is an earlier one, which always has its time, and its day if that is not today. */
  readonly isPast?: boolean;
  /** Whether the text has its time already. */
  readonly hasTime?: boolean;
}

/** The user's choices for the display of messages. */
export interface DisplayOptions {
  /** Whether the time precedes each line. */
  readonly times: boolean;
  /** Whether names are coloured. */
  readonly colours: boolean;
  /** Wraps a line into rows; without it, the terminal does that. */
  readonly wrap?: (line: string) => string[];
}

/**
 * Returns `text` made safe to print. In text from another user, each line also has the time and the
 * name in colour, as `options` say.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * const options = { times: true, colours: false };
 * const now = new Date(2026, 0, 1, 9, 5);
 * equal(shownText("[bob] hi", { name: "bob", at: 1 }, options, now), "09:05 [bob] hi");
 * equal(shownText("Nobody is here", undefined, options, now), "Nobody is here");
 * const past = { name: "bob", at: 1, time: new Date(2025, 11, 31, 23, 50), isPast: true };
 * equal(shownText("[bob] hi", past, { ...options, times: false }, now), "2025-12-31 23:50 [bob] hi");
 * ```
 */
export function shownText(
  text: string,
  from: Speaker | undefined,
  { times, colours, wrap = asOneRow }: DisplayOptions,
  now: Date = new Date(),
): string {
  const safe = safeText(text);
  const time = from && !from.hasTime && (times || from.isPast) ? `${timeOf(from, now)} ` : "";
  // Escape sequences are added only after the foreign text is safe, and its rows are known.
  const name = from !== undefined && colours ? safeText(from.name) : "";
  if (time === "" && name === "" && wrap === asOneRow) return safe;
  const isBold = colours && from?.isForUser === true;
  return safe.split("\n").map((line) => {
    const [first = "", ...others] = wrap(time + line);
    const rows = [withColouredName(first, name, time.length + (from?.at ?? 0)), ...others];
    return (isBold ? rows.map(highlighted) : rows).join("\n");
  }).join("\n");
}

/** Returns a row in bold letters. */
function highlighted(row: string): string {
  return `\x1b[1m${row}\x1b[22m`;
}

function asOneRow(line: string): string[] {
  return [line];
}

function withColouredName(line: string, name: string, at: number): string {
  if (name === "" || !line.startsWith(name, at)) return line;
  return line.slice(0, at) + colourName(name) + line.slice(at + name.length);
}

function timeOf({ time, isPast }: Speaker, now: Date): string {
  return isPast && time
    ? localTime(time.getTime(), now.getTime())
    : clockTime((time ?? now).getTime());
}
