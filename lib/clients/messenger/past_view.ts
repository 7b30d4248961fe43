import type { BlockList } from "../shared/block_list.ts";
import type { Display } from "./display.ts";
import type { StampedMessage } from "./stamped_message.ts";

/** The text below earlier messages if everything below it is new. */
export const NEW = "new";

/** How messages are shown. */
export interface PastViewOptions {
  /** The text below them. */
  readonly end?: string;
  /** Whether the user should have heard them already. */
  readonly isMissed?: boolean;
  /** Whether they were picked out of others, so that there is no going on before the first one. */
  readonly isSelection?: boolean;
}

/** Shows earlier messages of a channel, set off from what is new. */
export class PastView {
  /** The id of the oldest message that was shown; `undefined` if none was. */
  earliest: number | undefined;
  readonly #display: Display;
  readonly #blocks: BlockList;

  constructor(display: Display, blocks: BlockList) {
    this.#display = display;
    this.#blocks = blocks;
  }

  print(text: string): void {
    this.#display.print(text);
  }

  /**
   * Shows messages with their times between two rules, without those of blocked users.
   *
   * @param titleFor Returns the text above so many messages.
   * @returns whether there was anything to show.
   */
  show(
    messages: readonly StampedMessage[],
    titleFor: (count: number) => string,
    { end = NEW, isMissed = false, isSelection = false }: PastViewOptions = {},
  ): boolean {
    if (!isSelection) this.earliest = messages[0]?.stamp?.id ?? this.earliest;
    const visible = messages.filter(({ source }) =>
      !(isMissed ? this.#blocks.hides(source) : this.#blocks.has(source))
    );
    if (visible.length === 0) return false;
    this.#display.print(rule(titleFor(visible.length)));
    for (const message of visible) this.#display.showPast(message, isMissed);
    this.#display.print(rule(end));
    return true;
  }
}

/** Returns a line that sets messages off: `── new ──`. */
function rule(text: string): string {
  return `── ${text} ──`;
}

/**
 * Returns a number of messages as text.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(messageCount(1, "earlier"), "1 earlier message");
 * assert.equal(messageCount(20), "20 messages");
 * ```
 */
export function messageCount(count: number, kind = ""): string {
  return `${count} ${kind && `${kind} `}${count === 1 ? "message" : "messages"}`;
}
