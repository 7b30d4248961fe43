/**
 * What was said in channels, as far as the server keeps it.
 *
 * @module
 */
import type { Text } from "../chat/event.ts";

/** A message that was sent to a channel. */
export interface PastMessage {
  /**
   * The id of its event, which grows with each event of a server, also over restarts. `slotOf` tells
   * the server.
   */
  readonly id: number;
  /** In milliseconds since 1970. */
  readonly time: number;
  /** The name of the sender. */
  readonly sender: string;
  readonly text: string;
}

/** A message as it is said. */
export interface SaidMessage extends Omit<PastMessage, "text"> {
  /** Valid only until it is kept. */
  readonly text: Text;
}

/** A part of a channel's messages: the newest before a message, or the oldest after one. */
export type Part =
  | { readonly before: number; readonly count: number }
  /**
   * @param seen The last message that the reader has of each server of a cluster, by the server's slot.
   * `after` counts for the other servers.
   */
  | {
    readonly after: number;
    readonly count: number;
    readonly seen?: ReadonlyMap<number, number>;
  }
  /** @param since In milliseconds since 1970. */
  | { readonly since: number; readonly count: number };

/** Some messages of a channel, the oldest first. */
export interface Page {
  readonly messages: readonly PastMessage[];
  /** How many kept messages are older than these. */
  readonly before: number;
  /** How many kept messages are newer than these. Those that the part leaves out do not count. */
  readonly after: number;
}

/** Keeps the messages of channels. */
export interface History {
  /** The id of the newest message of all that it had when it was opened; 0 if there was none. */
  readonly lastId: number;

  /** Keeps a message. Ids have to grow, unless the history sorts the messages. */
  add(channel: string, message: SaidMessage): void;

  /**
   * Returns a promise while messages of a channel are still being loaded: pages and searches wait for
   * it. It resolves within seconds, and never rejects.
   */
  ready?(channel: string): Promise<void> | undefined;

  /** Learns that a message is about to be confirmed to its sender. */
  willConfirm(): void;

  /** Saves the messages that are confirmed by what is about to be written to clients. */
  saveConfirmed(): void;

  /** Removes the messages of a channel. */
  forget(channel: string): void;

  /** Returns a part of a channel's messages. It ends early at {@linkcode MAX_PAGE_LENGTH}. */
  page(channel: string, part: Part): Page;

  /** Returns the newest messages with all of these words; `before` counts the older ones. */
  search(channel: string, words: string, count: number): Page;
}

/** The maximum number of messages on a page. */
export const MAX_PAGE_COUNT = 1000;

/** A page ends behind the message that reaches this length, in UTF-16 code units. */
export const MAX_PAGE_LENGTH = 256 * 1024;

const EMPTY_PAGE: Page = { messages: [], before: 0, after: 0 };

/** Keeps nothing. */
export const NO_HISTORY: History = {
  lastId: 0,
  add() {},
  willConfirm() {},
  saveConfirmed() {},
  forget() {},
  page: () => EMPTY_PAGE,
  search: () => EMPTY_PAGE,
};
