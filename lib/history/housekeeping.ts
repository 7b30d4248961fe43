import type { Store } from "../store/store.ts";
import { StoreError } from "../store/store_error.ts";
import { type StoredMessages, takeSlice } from "./stored_messages.ts";
import { takeWhile } from "./take_while.ts";
import type { Timers } from "./timers.ts";
import { wordsOf } from "./words.ts";

/** The bounds that housekeeping keeps. */
export interface Bounds {
  /** The maximum number of messages of a channel. */
  readonly maxCount: number;
  /** The age at which messages go, in milliseconds. */
  readonly maxAgeMs: number;
  /** The size of the file beyond which the oldest messages of all go, in bytes. */
  readonly maxBytes?: number | undefined;
  /** Returns the milliseconds since 1970. */
  now(): number;
}

/** The pauses between two slices of work, and before the first, in milliseconds. */
const PAUSE_MS = 5;
const REST_MS = 100;

/** How long work waits after the disk has failed, in milliseconds. */
const RETRY_MS = 5000;

/** How often all channels are looked through for old messages, in milliseconds. */
const EXPIRY_INTERVAL_MS = 10 * 60 * 1000;

/** A server is busy if its timers are later than this, in milliseconds, or with so many messages. */
const BUSY_LATENESS_MS = 20;
const BUSY_MESSAGES_PER_SECOND = 1000;

/** The pages of SQLite's log from which on it is copied into the file: by a server at rest, and by any. */
const MAX_LOG_PAGES_AT_REST = 1000;
const MAX_LOG_PAGES = 32_000;

/** The work that is done even by a busy server, once so many messages wait for it. */
const MAX_DEBT = 1_000_000;

/** Channels that are looked at in one slice. */
const CHANNELS_AT_ONCE = 100;

/**
 * Removes old messages, indexes the words of new ones, and copies SQLite's log into the file: all in
 * slices of a few milliseconds, when the server is at rest.
 */
export class Housekeeping {
  readonly #store: Store;
  readonly #stored: StoredMessages;
  readonly #bounds: Bounds;
  readonly #timers: Timers;
  readonly #logPages: () => number;
  /** The channels that may have more messages than they may keep. */
  readonly #stale = new Set<number>();
  /** About how many messages wait to be indexed or removed. */
  #debt = 0;
  /** The messages that were saved since work was last thought of, and when that was. */
  #saved = 0;
  #lastWorkAt = 0;
  #expiresAt = 0;
  #timer: { cancel(): void } | undefined;
  /** Whether there is nothing to do for a longer time. */
  #isResting = false;

  constructor(store: Store, stored: StoredMessages, bounds: Bounds, timers: Timers) {
    this.#store = store;
    this.#stored = stored;
    this.#bounds = bounds;
    this.#timers = timers;
    const logState = store.database.prepare("PRAGMA wal_checkpoint(NOOP)");
    this.#logPages = () => {
      const { log, checkpointed } = logState.get()!;
      return Number(log) - Number(checkpointed);
    };
    store.onChange = () => this.#wake();
    this.#schedule(REST_MS);
  }

  /** Learns that a channel has got messages. */
  onSaved(channels: ReadonlySet<number>, count: number): void {
    for (const channel of channels) this.#stale.add(channel);
    this.#debt += count;
    this.#saved += count;
    this.#wake();
  }

  stop(): void {
    this.#store.onChange = undefined;
    this.#timer?.cancel();
  }

  #wake(): void {
    if (this.#isResting) this.#schedule(REST_MS);
  }

  #schedule(delayMs: number): void {
    const dueAt = this.#timers.now() + delayMs;
    this.#isResting = delayMs > REST_MS;
    this.#timer?.cancel();
    this.#timer = this.#timers.setTimer(delayMs, () => {
      this.#schedule(this.#work(this.#isBusy(dueAt)));
    });
  }

  #isBusy(dueAt: number): boolean {
    const now = this.#timers.now();
    const seconds = (now - this.#lastWorkAt) / 1000;
    const isFlooded = this.#saved > BUSY_MESSAGES_PER_SECOND * seconds;
    this.#saved = 0;
    this.#lastWorkAt = now;
    return isFlooded || now - dueAt > BUSY_LATENESS_MS;
  }

  /** Works if there is time for it; returns the pause until the next time. */
  #work(isBusy: boolean): number {
    try {
      return this.#store.read(() => this.#workIfPossible(isBusy));
    } catch (error) {
      // The operator hears of it from the messages that cannot be saved.
      if (!(error instanceof StoreError)) throw error;
      return RETRY_MS;
    }
  }

  #workIfPossible(isBusy: boolean): number {
    const isUrgent = this.#debt > MAX_DEBT || this.#isTooLarge;
    if (!isBusy || isUrgent) return this.#slice() ? PAUSE_MS : this.#untilExpiry();
    if (this.#logPages() > MAX_LOG_PAGES) this.#copyLog();
    return REST_MS;
  }

  #untilExpiry(): number {
    return Math.max(REST_MS, this.#expiresAt - this.#timers.now());
  }

  /** Does some work; returns whether there may be more. */
  #slice(): boolean {
    this.#expire();
    if (this.#removeSome() || this.#makeRoom() || this.#removeOldest() || this.#index()) {
      return true;
    }
    if (this.#logPages() > MAX_LOG_PAGES_AT_REST) this.#copyLog();
    return false;
  }

  #expire(): void {
    if (this.#timers.now() < this.#expiresAt) return;
    this.#expiresAt = this.#timers.now() + EXPIRY_INTERVAL_MS;
    for (const channel of this.#stored.channelIds) this.#stale.add(channel);
  }

  /** Removes messages of a removed channel. */
  #removeSome(): boolean {
    const channel = this.#stored.removed;
    if (channel === undefined) return false;
    const messages = takeSlice(this.#stored.messages.after(channel, -1));
    this.#write(() => {
      this.#stored.remove(messages);
      if (messages.length === 0) this.#stored.deleteChannel(channel);
    });
    return true;
  }

  get #isTooLarge(): boolean {
    const { maxBytes } = this.#bounds;
    return maxBytes !== undefined && this.#store.usedBytes > maxBytes;
  }

  /** Removes the oldest messages of all from a file that is too large. */
  #makeRoom(): boolean {
    if (!this.#isTooLarge) return false;
    const oldest = takeSlice(this.#stored.messages.allAfter(-1));
    this.#write(() => this.#stored.remove(oldest));
    return oldest.length > 0;
  }

  /** Removes messages beyond the bounds. */
  #removeOldest(): boolean {
    this.#stored.refresh();
    let checked = 0;
    for (const channel of this.#stale) {
      const slice = this.#excessOf(channel);
      if (slice.length > 0) {
        this.#write(() => this.#stored.remove(slice));
        this.#debt = Math.max(0, this.#debt - slice.length);
        return true;
      }
      this.#stale.delete(channel);
      if (++checked >= CHANNELS_AT_ONCE) return true;
    }
    return false;
  }

  /** Removes the messages of a channel beyond the bounds, if they are few. */
  trim(channel: number): void {
    const excess = this.#excessOf(channel);
    if (excess.length > 0) this.#write(() => this.#stored.remove(excess));
  }

  /** Returns the oldest messages of a channel beyond the bounds, as many as go at once. */
  #excessOf(channel: number) {
    const { maxCount, maxAgeMs } = this.#bounds;
    const oldestTime = this.#bounds.now() - maxAgeMs;
    const excess = this.#stored.count(channel) - maxCount;
    if (excess <= 0 && maxAgeMs === Infinity) return [];
    const oldest = Iterator.from(this.#stored.messages.after(channel, -1));
    return takeSlice(
      excess > 0 ? oldest.take(excess) : takeWhile(oldest, ({ time }) => time < oldestTime),
    );
  }

  #index(): boolean {
    const { index, messages } = this.#stored;
    const slice = takeSlice(messages.allAfter(index.lastId));
    this.#debt = slice.length === 0 ? 0 : Math.max(0, this.#debt - slice.length);
    if (slice.length === 0) return false;
    this.#store.write(() => {
      for (const { id, channel, text } of slice) index.add(id, channel, wordsOf(text));
      index.merge();
    });
    return true;
  }

  #write(change: () => void): void {
    try {
      this.#store.write(change);
    } catch (error) {
      this.#stored.forgetCounts();
      throw error;
    }
  }

  #copyLog(): void {
    this.#store.database.exec("PRAGMA wal_checkpoint(PASSIVE)");
  }
}
