import { channelKey } from "../chat/name.ts";
import type { History, Page, Part, SaidMessage } from "../history/history.ts";
import { MemoryHistory, type MemoryHistoryOptions } from "../history/memory_history.ts";
import type { Clock } from "../net/clock.ts";
import { atMost } from "./at_most.ts";

/** The options of a {@linkcode ClusterHistory}. */
export interface ClusterHistoryOptions extends MemoryHistoryOptions {
  readonly clock: Clock;
  /** Learns that a channel's messages could not be loaded. Its pages have the messages that are there. */
  onLoadFailure(channel: string, error: unknown): void;
}

/** The longest time that readers wait for a channel's messages to be loaded, in milliseconds. */
const MAX_LOADING_MS = 5000;

/** A channel that users of this server are in. */
interface OpenChannel {
  /** Resolves when the messages are loaded, or take too long; `undefined` from then on. */
  loading: Promise<void> | undefined;
  /** The highest id of the messages that were forgotten. */
  forgottenId: number;
}

/**
 * The messages of the channels that users of this server are in. The cluster's stream keeps them all, so
 * that every server answers alike. This one has a copy in memory of what its own users may ask for.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { RunningClock } from "../net/clock.ts";
 *
 * const clock = new RunningClock();
 * const history = new ClusterHistory({ maxCount: 9, now: () => 0, clock, onLoadFailure() {} });
 * const add = (id: number) =>
 *   history.add("tea", { id, time: 0, sender: "ann", text: `cup ${id}` });
 *
 * history.open("tea", async () => [1, 2].forEach(add));
 * add(3);
 * await history.ready("tea");
 * const { messages } = history.page("tea", { before: Infinity, count: 9 });
 * assert.deepEqual(messages.map(({ text }) => text), ["cup 1", "cup 2", "cup 3"]);
 * ```
 */
export class ClusterHistory implements History {
  readonly lastId = 0;
  readonly #kept: MemoryHistory;
  readonly #options: ClusterHistoryOptions;
  readonly #channels = new Map<string, OpenChannel>();
  /** The highest id of all messages that were added. */
  #newestId = 0;

  constructor(options: ClusterHistoryOptions) {
    this.#options = options;
    this.#kept = new MemoryHistory(options);
  }

  /**
   * Starts to keep the messages of a channel, which the first user of this server enters. For a channel
   * that is open already, it loads messages that are missing.
   *
   * @param load Adds earlier messages with {@linkcode add}; they may be among the later ones as well.
   */
  open(channel: string, load: () => Promise<void>): void {
    const opened = this.#find(channel) ?? { loading: undefined, forgottenId: -1 };
    this.#channels.set(channelKey(channel), opened);
    const loading = this.#load(channel, load).then(() => {
      if (opened.loading === loading) opened.loading = undefined;
    });
    opened.loading = loading;
  }

  /** Stops to keep the messages of a channel, which the last user of this server has left. */
  close(channel: string): void {
    this.#channels.delete(channelKey(channel));
    this.#kept.forget(channel);
  }

  /** Keeps a message of a channel that is open, once. They may come in any order. */
  add(channel: string, message: SaidMessage): void {
    const opened = this.#find(channel);
    if (!opened || message.id <= opened.forgottenId) return;
    if (message.id > this.#newestId) this.#newestId = message.id;
    this.#kept.add(channel, message);
  }

  ready(channel: string): Promise<void> | undefined {
    return this.#find(channel)?.loading;
  }

  /** Removes the messages of a channel. Those that are being loaded do not come back. */
  forget(channel: string): void {
    const opened = this.#find(channel);
    if (opened) opened.forgottenId = this.#newestId;
    this.#kept.forget(channel);
  }

  page(channel: string, part: Part): Page {
    return this.#kept.page(channel, part);
  }

  search(channel: string, words: string, count: number): Page {
    return this.#kept.search(channel, words, count);
  }

  willConfirm(): void {}

  saveConfirmed(): void {}

  /** Removes all messages that are too old. */
  expire(): void {
    this.#kept.expire();
  }

  #find(channel: string): OpenChannel | undefined {
    return this.#channels.get(channel) ?? this.#channels.get(channelKey(channel));
  }

  /** Resolves when the messages are loaded, or take too long. */
  async #load(channel: string, load: () => Promise<void>): Promise<void> {
    await atMost(this.#options.clock, MAX_LOADING_MS, this.#loadAll(channel, load));
  }

  async #loadAll(channel: string, load: () => Promise<void>): Promise<void> {
    try {
      await load();
    } catch (error) {
      this.#options.onLoadFailure(channel, error);
    }
  }
}
