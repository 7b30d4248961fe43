/**
 * Cuts pages out of a channel's messages, wherever these are kept.
 *
 * @module
 */
import {
  MAX_PAGE_COUNT,
  MAX_PAGE_LENGTH,
  type Page,
  type Part,
  type PastMessage,
} from "./history.ts";

/** The messages of a channel, in both directions. */
export interface MessageLog {
  /** The messages with lower ids, the newest first. */
  before(id: number): Iterable<PastMessage>;
  /** The messages with higher ids, the oldest first. */
  after(id: number): Iterable<PastMessage>;
  /** The messages of this time and later, the oldest first. */
  since(time: number): Iterable<PastMessage>;
  countBefore(id: number): number;
  countAfter(id: number): number;
}

/** Returns a part of a channel's messages. */
export function readPage(log: MessageLog, part: Part): Page {
  const isBackwards = "before" in part;
  const found = isBackwards
    ? log.before(part.before)
    : "after" in part
    ? log.after(part.after)
    : log.since(part.since);
  const messages = takePage(found, part.count);
  if (isBackwards) messages.reverse();
  const [first, last] = [messages[0], messages.at(-1)];
  if (first && last) {
    return { messages, before: log.countBefore(first.id), after: log.countAfter(last.id) };
  }
  // Nothing lies on that side, so everything lies on the other one.
  const all = log.countAfter(-1);
  return isBackwards ? { messages, before: 0, after: all } : { messages, before: all, after: 0 };
}

/** Takes as many messages as fit on a page. */
export function takePage(found: Iterable<PastMessage>, count: number): PastMessage[] {
  const messages: PastMessage[] = [];
  let length = 0;
  const max = Math.min(count, MAX_PAGE_COUNT);
  if (max <= 0) return messages;
  for (const message of found) {
    messages.push(message);
    length += message.text.length;
    if (messages.length >= max || length >= MAX_PAGE_LENGTH) break;
  }
  return messages;
}
