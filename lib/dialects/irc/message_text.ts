import type { Text } from "../../chat/event.ts";
import { NO_TAGS, type Tags } from "./tags.ts";

/** The two ways to send a text. A program must not answer a `NOTICE` by itself. */
export type Verb = "NOTICE" | "PRIVMSG";

const DELIMITER = "\x01";
const ACTION = `${DELIMITER}ACTION `;

/** Bold, colours and the like. */
const FORMATTING =
  // deno-lint-ignore no-control-regex
  /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?)?|[\x02\x0f\x11\x16\x1d\x1e\x1f]/g;

/** What a text needs besides its words. */
export interface MessageOptions {
  readonly verb?: Verb;
  /** The tags with which the sender's program speaks to those of others. */
  readonly tags?: Tags;
  /** The target as the sender wrote it, if it is a part of a channel. */
  readonly target?: string | undefined;
}

/**
 * A message from a user of IRC.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(String(new MessageText("\x01ACTION waves\x01", "ann")), "* ann waves");
 * assert.equal(String(new MessageText("\x0304red\x0f and \x02bold", "ann")), "red and bold");
 * ```
 */
export class MessageText implements Text {
  readonly verb: Verb;
  readonly tags: Tags;
  readonly target: string | undefined;
  readonly #sender: string;

  /** @param sender The name of the user as other dialects show it. */
  constructor(readonly raw: string, sender: string, options: MessageOptions = {}) {
    this.#sender = sender;
    this.verb = options.verb ?? "PRIVMSG";
    this.tags = options.tags ?? NO_TAGS;
    this.target = options.target;
  }

  /** Returns the text as users of other dialects read it. */
  toString(): string {
    const text = this.raw.startsWith(ACTION)
      ? `* ${this.#sender} ${this.raw.slice(ACTION.length).replace(DELIMITER, "")}`
      : this.raw;
    return text.replace(FORMATTING, "");
  }
}

/** Reports whether a text is a request to a program or its answer, and not for people. */
export function isForPrograms(text: string): boolean {
  return text.startsWith(DELIMITER) && !text.startsWith(ACTION);
}

/** Returns the tags that a sender's program may have passed on to others: those with a `+`. */
export function clientTags(tags: Tags): Tags {
  if (tags.size === 0) return NO_TAGS;
  return new Map([...tags].filter(([name]) => name.startsWith("+")));
}
