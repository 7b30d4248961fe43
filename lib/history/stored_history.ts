import type { Store } from "../store/store.ts";
import { StoreError } from "../store/store_error.ts";
import { wordQuery } from "../store/word_index.ts";
import { Gathered } from "./gathered.ts";
import type { History, Page, Part, SaidMessage } from "./history.ts";
import { type Bounds, Housekeeping } from "./housekeeping.ts";
import type { MessageRing } from "./message_ring.ts";
import { readPage, takePage } from "./page.ts";
import { StoredLog } from "./stored_log.ts";
import { StoredMessages } from "./stored_messages.ts";
import type { Timers } from "./timers.ts";
import { scan } from "./scan.ts";
import { takeWhile } from "./take_while.ts";
import { phrasesOf } from "./words.ts";

/** The options of a {@linkcode StoredHistory}. */
export interface StoredHistoryOptions extends Bounds {
  readonly timers: Timers;
  /** Learns that messages cannot be saved, once until they can be again. */
  onFailure(error: StoreError): void;
  /** Learns that messages cannot be read, once a minute at most. */
  onReadFailure(error: StoreError): void;
  /** Learns that messages can be saved again, how many have waited, and how many are lost. */
  onRecovery(waited: number, lost: number): void;
}

/** The longest time that a message waits to be saved, in milliseconds. */
const MAX_WAIT_MS = 20;

/** So many messages are saved without waiting: a larger transaction would take too long. */
const MAX_WAITING = 1000;

/** How long to wait after a failure, in milliseconds. */
const RETRY_MS = 1000;

/** The shortest time between two reports that messages cannot be read, in milliseconds. */
const REPORT_INTERVAL_MS = 60_000;

const EMPTY_PAGE: Page = { messages: [], before: 0, after: 0 };

/**
 * Keeps messages in a store. They are gathered and saved together, at most 20 ms later: a transaction
 * costs as much as ten messages. A message that is confirmed to its sender is saved first.
 */
export class StoredHistory implements History, Disposable {
  readonly lastId: number;
  readonly #store: Store;
  readonly #stored: StoredMessages;
  readonly #options: StoredHistoryOptions;
  readonly #housekeeping: Housekeeping;
  readonly #gathered = new Gathered();
  #timer: { cancel(): void } | undefined;
  #isFailing = false;
  #isConfirmed = false;
  #lost = 0;
  #nextReportAt = 0;

  constructor(store: Store, options: StoredHistoryOptions) {
    this.#store = store;
    this.#options = options;
    this.#stored = new StoredMessages(store);
    this.lastId = this.#stored.messages.lastId;
    this.#housekeeping = new Housekeeping(store, this.#stored, options, options.timers);
  }

  /** The number of messages that wait to be saved. */
  get waiting(): number {
    return this.#gathered.count;
  }

  /** The number of messages that were lost because they could not be saved. */
  get lost(): number {
    return this.#lost + this.#gathered.lost;
  }

  add(channel: string, { id, time, sender, text }: SaidMessage): void {
    this.#gathered.add(channel, { id, time, sender, text: String(text) });
    if (this.#gathered.count >= MAX_WAITING && !this.#isFailing) this.#save();
    else this.#timer ??= this.#setTimer(MAX_WAIT_MS);
  }

  willConfirm(): void {
    this.#isConfirmed = true;
  }

  saveConfirmed(): void {
    if (!this.#isConfirmed) return;
    this.#isConfirmed = false;
    if (this.#gathered.count > 0 && !this.#isFailing) this.#save();
  }

  forget(channel: string): void {
    this.#gathered.forget(channel);
    this.#guard(undefined, () => {
      if (this.#store.read(() => this.#stored.find(channel)) === undefined) return;
      this.#store.write(() => this.#stored.removeChannel(channel));
    });
  }

  page(channel: string, part: Part): Page {
    return this.#read(channel, (id, gathered) => {
      if (id === undefined) return readPage(gathered, part);
      return readPage(new StoredLog(this.#stored, id, gathered), part);
    }, (gathered) => readPage(gathered, part));
  }

  search(channel: string, words: string, count: number): Page {
    const phrases = phrasesOf(words);
    if (phrases.length === 0) return EMPTY_PAGE;
    return this.#read(channel, (id, gathered) => {
      const { index, messages } = this.#stored;
      if (id === undefined) return gathered.search(phrases, count);
      const log = new StoredLog(this.#stored, id, gathered);
      const indexedId = index.lastId;
      const recent = scan(takeWhile(log.before(Infinity), ({ id }) => id > indexedId), phrases);
      const query = wordQuery(id, phrases);
      const indexed = recent.length < count ? messages.matching(query, count - recent.length) : [];
      const page = takePage([...recent, ...indexed], count).reverse();
      return { messages: page, before: recent.length + index.count(query) - page.length, after: 0 };
    }, (gathered) => gathered.search(phrases, count));
  }

  /** Saves everything that waits, and stops. */
  [Symbol.dispose](): void {
    if (this.#gathered.count > 0) this.#save();
    this.#timer?.cancel();
    this.#housekeeping.stop();
  }

  /**
   * Reads messages of a channel.
   *
   * @param fallback Reads those that are in memory, if the store cannot be read.
   */
  #read(
    channel: string,
    read: (id: number | undefined, gathered: MessageRing) => Page,
    fallback: (gathered: MessageRing) => Page,
  ): Page {
    if (this.#gathered.count > 0 && !this.#isFailing) this.#save();
    const gathered = this.#gathered.of(channel);
    try {
      return this.#store.read(() => {
        this.#stored.refresh();
        const id = this.#stored.find(channel);
        if (id !== undefined) this.#trim(id);
        return read(id, gathered);
      });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#reportReadFailure(error);
      return fallback(gathered);
    }
  }

  #reportReadFailure(error: StoreError): void {
    const now = this.#options.timers.now();
    if (now < this.#nextReportAt) return;
    this.#nextReportAt = now + REPORT_INTERVAL_MS;
    this.#options.onReadFailure(error);
  }

  /** Removes the messages of a channel beyond the bounds: nobody should see more than may be kept. */
  #trim(channel: number): void {
    if (!this.#isFailing) this.#guard(undefined, () => this.#housekeeping.trim(channel));
  }

  #setTimer(delayMs: number) {
    return this.#options.timers.setTimer(delayMs, () => this.#save());
  }

  #save(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isConfirmed = false;
    const channels = this.#guard(undefined, () =>
      this.#store.write(() => {
        this.#stored.refresh();
        return this.#stored.add(this.#gathered.all);
      }));
    if (channels) this.#onSaved(channels);
    else this.#timer = this.#setTimer(RETRY_MS);
  }

  #onSaved(channels: ReadonlySet<number>): void {
    const { count, lost } = this.#gathered;
    this.#gathered.clear();
    this.#lost += lost;
    this.#housekeeping.onSaved(channels, count);
    if (!this.#isFailing) return;
    this.#isFailing = false;
    this.#options.onRecovery(count, lost);
  }

  /** Returns `fallback` if the store fails, and reports that. */
  #guard<T>(fallback: T, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // A transaction that was undone may have been counted.
      this.#stored.forgetCounts();
      if (!this.#isFailing) this.#options.onFailure(error);
      this.#isFailing = true;
      this.#timer ??= this.#setTimer(RETRY_MS);
      return fallback;
    }
  }
}
