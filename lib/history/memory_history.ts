import { channelKey } from "../chat/name.ts";
import type { History, Page, Part, SaidMessage } from "./history.ts";
import { MessageRing } from "./message_ring.ts";
import { readPage } from "./page.ts";
import { phrasesOf } from "./words.ts";

/** The options of a {@linkcode MemoryHistory}. */
export interface MemoryHistoryOptions {
  /** The maximum number of messages of a channel. */
  readonly maxCount: number;
  /** The age at which messages go, in milliseconds. */
  readonly maxAgeMs?: number | undefined;
  /** About how much memory all messages may take, in bytes. */
  readonly maxBytes?: number | undefined;
  /** Returns the milliseconds since 1970. */
  now(): number;
}

/** The default for the memory of all messages. */
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** When there is no room, so much of it becomes free at once: looking for the largest channel takes time. */
const FREED_SHARE = 1 / 16;

/** What of the largest channel goes at once. */
const REMOVED_SHARE = 1 / 8;

/**
 * Keeps the newest messages of each channel for as long as the server runs, sorted by their ids. When
 * all messages take too much memory, the oldest of the largest channel go.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const history = new MemoryHistory({ maxCount: 2, now: () => 0 });
 * for (const id of [1, 2, 3]) history.add("tea", { id, time: 0, sender: "ann", text: `cup ${id}` });
 * const { messages, before } = history.page("tea", { before: Infinity, count: 1 });
 * assert.deepEqual([messages[0]?.text, before], ["cup 3", 1]);
 * ```
 */
export class MemoryHistory implements History {
  readonly lastId = 0;
  readonly #maxCount: number;
  readonly #maxAgeMs: number;
  readonly #maxBytes: number;
  readonly #now: () => number;
  readonly #rings = new Map<string, MessageRing>();
  #bytes = 0;

  constructor(options: MemoryHistoryOptions) {
    this.#maxCount = options.maxCount;
    this.#maxAgeMs = options.maxAgeMs ?? Infinity;
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    this.#now = () => options.now();
  }

  /** About how much memory all messages take, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a message, once. Those of several servers may come in any order. */
  add(channel: string, message: SaidMessage): void {
    const ring = this.#find(channel) ?? this.#open(channel);
    this.#bytes -= ring.bytes;
    ring.add(message);
    if (ring.count > this.#maxCount) ring.removeOldest(1);
    this.#bytes += ring.bytes;
    if (this.#bytes > this.#maxBytes) this.#makeRoom();
  }

  page(channel: string, part: Part): Page {
    return readPage(this.#current(channel), part);
  }

  search(channel: string, words: string, count: number): Page {
    const phrases = phrasesOf(words);
    return phrases.length > 0
      ? this.#current(channel).search(phrases, count)
      : { messages: [], before: 0, after: 0 };
  }

  forget(channel: string): void {
    this.#bytes -= this.#find(channel)?.bytes ?? 0;
    this.#rings.delete(channelKey(channel));
  }

  willConfirm(): void {}

  saveConfirmed(): void {}

  /** Removes all messages that are too old. */
  expire(): void {
    for (const ring of this.#rings.values()) this.#expire(ring);
  }

  #find(channel: string): MessageRing | undefined {
    return this.#rings.get(channel) ?? this.#rings.get(channelKey(channel));
  }

  #open(channel: string): MessageRing {
    const ring = new MessageRing();
    this.#rings.set(channelKey(channel), ring);
    return ring;
  }

  /** Returns the messages of a channel that are not too old. */
  #current(channel: string): MessageRing {
    const ring = this.#find(channel) ?? new MessageRing();
    this.#expire(ring);
    return ring;
  }

  #expire(ring: MessageRing): void {
    const from = this.#now() - this.#maxAgeMs;
    this.#bytes -= ring.bytes;
    while ((ring.oldestTime ?? Infinity) < from) ring.removeOldest(1);
    this.#bytes += ring.bytes;
  }

  #makeRoom(): void {
    const maxBytes = this.#maxBytes * (1 - FREED_SHARE);
    while (this.#bytes > maxBytes) {
      const largest = [...this.#rings.values()].reduce((a, b) => b.bytes > a.bytes ? b : a);
      this.#bytes -= largest.bytes;
      largest.removeOldest(Math.ceil(largest.count * REMOVED_SHARE));
      this.#bytes += largest.bytes;
    }
  }
}
