import { Refusal } from "../../errors/refusal.ts";
import { quote } from "../../framing/messages.ts";
import type { Penalty } from "../moderation/penalty.ts";
import { parseDuration } from "./duration.ts";
import { refuse } from "./server_command.ts";

/** The longest reason that an operator may give, in characters. */
const MAX_REASON_LENGTH = 200;

/** Splits a text at its first white space. */
export function splitWord(text: string): [word: string, rest: string] {
  const [, word = "", rest = ""] = /^\s*(\S*)\s*(.*)$/s.exec(text) ?? [];
  return [word, rest];
}

/** Parses `[TIME] [REASON]`. A reason does not start with a digit. */
export function parsePenalty(text: string, now: number): Penalty | Refusal<"refused"> {
  const [word, rest] = splitWord(text);
  if (word.startsWith("--")) return refuse(`Unknown option ${quote(word)}`);
  const hasTime = /^[-+.]?\d/.test(word);
  const duration = hasTime ? parseDuration(word) : null;
  if (duration instanceof Refusal) return duration;
  const reason = parseReason(hasTime ? rest : text);
  if (reason instanceof Refusal) return reason;
  return { until: duration === null ? null : now + duration, reason };
}

/** Returns a reason as one line. */
export function parseReason(text: string): string | Refusal<"refused"> {
  return oneLine(text, "reason");
}

/**
 * Returns a text as one line of a bounded length.
 *
 * @param what What the text is, for the refusal.
 */
export function oneLine(text: string, what: string): string | Refusal<"refused"> {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  const { length } = Array.from(line);
  if (length <= MAX_REASON_LENGTH) return line;
  return refuse(`The ${what} has ${length} characters: use at most ${MAX_REASON_LENGTH}`);
}
