import type { PastMessage } from "./history.ts";
import { hasPhrases, MAX_SEARCHABLE_LENGTH } from "./words.ts";

/** The most that a search reads without an index, in UTF-16 code units: others wait meanwhile. */
const MAX_SCANNED_LENGTH = 1024 * 1024;

/**
 * Returns the messages with all phrases of a search, in the order in which they come. It gives up after
 * a megabyte.
 */
export function scan(
  messages: Iterable<PastMessage>,
  phrases: readonly (readonly string[])[],
): PastMessage[] {
  const found: PastMessage[] = [];
  let length = 0;
  for (const message of messages) {
    if (hasPhrases(message.text, phrases)) found.push(message);
    length += Math.min(message.text.length, MAX_SEARCHABLE_LENGTH);
    if (length > MAX_SCANNED_LENGTH) break;
  }
  return found;
}
