import { coloured } from "./name_colour.ts";
import { safeText } from "./safe_text.ts";

/** Who a text comes from. Their name stands at `at`, in UTF-16 units, in each line of theirs. */
export interface Speaker {
  readonly name: string;
  readonly at: number;
}

/** How it is shown what others say. */
export interface Showing {
  /** Whether the time stands before it. */
  readonly times: boolean;
  /** Whether names have colours. */
  readonly colours: boolean;
}

/**
 * Text made safe to print, and, when somebody else says it, each line with what the user wants to
 * see of when and who.
 *
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * const showing = { times: true, colours: false };
 * const now = new Date(2026, 0, 1, 9, 5);
 * equal(shownText("[bob] hi", { name: "bob", at: 1 }, showing, now), "09:05 [bob] hi");
 * equal(shownText("Nobody is here", undefined, showing, now), "Nobody is here");
 * ```
 */
export function shownText(
  text: string,
  from: Speaker | undefined,
  { times, colours }: Showing,
  now: Date = new Date(),
): string {
  const safe = safeText(text);
  if (from === undefined || !(times || colours)) return safe;
  const time = times ? `${clock(now)} ` : "";
  // What is foreign is safe by now: what colours it comes after that.
  const name = colours ? safeText(from.name) : "";
  return safe.split("\n").map((line) => time + withColour(line, name, from.at)).join("\n");
}

function withColour(line: string, name: string, at: number): string {
  if (name === "" || !line.startsWith(name, at)) return line;
  return line.slice(0, at) + coloured(name) + line.slice(at + name.length);
}

/** The local time: `09:05`. */
function clock(now: Date): string {
  return [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}
