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
import type { Seen } from "./seen.ts";

/** The messages of a channel, in both directions. */
export interface MessageLog {
  /** The messages with lower ids, the newest first. */
  before(id: number): Iterable<PastMessage>;
  /** The messages with higher ids, the oldest first. */
  after(id: number): Iterable<PastMessage>;
  /** The first message of this time or later, and all behind it. */
  since(time: number): Iterable<PastMessage>;
  /** The messages that a reader has not seen, the oldest first. */
  unseen(seen: Seen): Iterable<PastMessage>;
  countBefore(id: number): number;
  countAfter(id: number): number;
  /** Counts the messages with higher ids that a reader has not seen. */
  countUnseen(seen: Seen, id: number): number;
}

/** Returns a part of a channel's messages. */
export function readPage(log: MessageLog, part: Part): Page {
  const isBackwards = "before" in part;
  const messages = takePage(select(log, part), part.count);
  if (isBackwards) messages.reverse();
  const [first, last] = [messages[0], messages.at(-1)];
  if (first && last) {
    const after = hasSeen(part) ? log.countUnseen(part, last.id) : log.countAfter(last.id);
    return { messages, before: log.countBefore(first.id), after };
  }
  // Nothing lies on that side, so everything lies on the other one.
  const all = log.countAfter(-1);
  return isBackwards ? { messages, before: 0, after: all } : { messages, before: all, after: 0 };
}

function select(log: MessageLog, part: Part): Iterable<PastMessage> {
  if ("before" in part) return log.before(part.before);
  if ("since" in part) return log.since(part.since);
  return hasSeen(part) ? log.unseen(part) : log.after(part.after);
}

function hasSeen(part: Part): part is Part & Seen {
  return "after" in part && part.seen !== undefined;
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
