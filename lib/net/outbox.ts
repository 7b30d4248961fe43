import type { Flushable } from "./flush_pass.ts";
import { Cursor, Log, LogPosition, type LogReader, MAX_CHUNK_BYTES } from "./log.ts";

/** The most bytes that are copied together for one write. */
const MAX_JOINED_BYTES = 64 * 1024;

/** The size from which buffers for joined bytes are reused, and how many are kept for that. */
const MIN_REUSED_BYTES = 8 * 1024;
const MAX_SPARE_BUFFERS = 16;
const spareBuffers: Uint8Array[] = [];

/** Private messages up to this size share memory, in bytes: kept singly they take ten times as much. */
const MAX_GATHERED_BYTES = 1024;

/** The most own messages that ranges before them may keep in memory, in bytes. */
const MAX_SKIPPED_BYTES = 1024 * 1024;

/** The first memory for gathered messages, in bytes: enough for a burst. */
const GATHERED_CHUNK_BYTES = 4096;

/** A range of bytes to write before anything that is still unread in the logs. */
interface Pinned {
  cursor: Cursor;
  /** Whether the bytes are kept for this connection alone. */
  isOwn: boolean;
  length: number;
  next: Pinned | undefined;
}

/**
 * The bytes that are still to be sent on one connection, in the order of their events.
 *
 * It follows logs and holds a position in each. A private message is pinned to these positions: the
 * unread part of the logs is queued as ranges, the private bytes are queued behind, and the logs
 * are followed from there on. The sender's own message is left out in the same way: the range up
 * to the message is queued, and the position moves behind it.
 *
 * Within one log, and between a log and the private messages, the order is kept. Between two logs
 * no order is promised.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { Log } from "./log.ts";
 *
 * const bytes = (text: string) => new TextEncoder().encode(text);
 * const log = new Log<Outbox>();
 * const outbox = new Outbox({ flush: () => {} });
 * outbox.follow(log);
 * log.append(bytes("one "));
 * outbox.send(bytes("(just you) "));
 * log.append(bytes("mine "), outbox);
 * log.append(bytes("two"));
 * assert.equal(new TextDecoder().decode(outbox.peek()), "one (just you) two");
 * ```
 */
export class Outbox implements LogReader {
  readonly #writer: Flushable;
  /** The position of a connection that follows one log, which is the usual case. */
  #position: LogPosition<Outbox> | undefined;
  /** The positions in further logs. */
  #others: LogPosition<Outbox>[] | undefined;
  #first: Pinned | undefined;
  #last: Pinned | undefined;
  /** The ranges up to this one are in no log any more. */
  #lastDetached: Pinned | undefined;
  #pinnedBytes = 0;
  #ownBytes = 0;
  /** The size of this connection's own messages that were left out since ranges were last detached. */
  #skippedBytes = 0;
  /** Holds short private messages while some wait; the last range that ends at its end. */
  #gathered: Log<never> | undefined;
  #lastGathered: Pinned | undefined;
  /** The buffer with the joined bytes of the pending write. */
  #joined: Uint8Array | undefined;

  /** @param writer Writes the queued bytes, unless a write is pending. */
  constructor(writer: Flushable) {
    this.#writer = writer;
  }

  flush(): void {
    this.#writer.flush();
  }

  /** The logs that it follows. */
  get logs(): Log<Outbox>[] {
    return this.#positions().map(({ log }) => log);
  }

  /** Reports whether it follows a log. */
  follows(log: unknown): boolean {
    return this.#position?.log === log ||
      this.#others !== undefined && this.#others.some((position) => position.log === log);
  }

  /** The number of bytes still to be sent. */
  get backlog(): number {
    return this.#pinnedBytes + this.#unread;
  }

  /** The part of the backlog that is kept for this connection alone, in bytes. */
  get ownBacklog(): number {
    return this.#ownBytes;
  }

  get #unread(): number {
    let unread = this.#position?.unread ?? 0;
    if (this.#others) { for (const position of this.#others) unread += position.unread; }
    return unread;
  }

  #positions(): LogPosition<Outbox>[] {
    return this.#position ? [this.#position, ...this.#others ?? []] : [];
  }

  /** Queues bytes for this connection alone. The caller must not change them afterwards. */
  send(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.pinUnread();
    if (bytes.length > MAX_GATHERED_BYTES) this.#pin(Cursor.over(bytes), bytes.length, true);
    else this.#gather(bytes);
  }

  #gather(bytes: Uint8Array): void {
    const gathered = this.#gathered ??= new Log<never>(GATHERED_CHUNK_BYTES);
    const cursor = gathered.cursor();
    gathered.append(bytes);
    if (!this.#first || this.#last !== this.#lastGathered) {
      this.#pin(cursor, bytes.length, true);
      this.#lastGathered = this.#last;
    } else {
      // Nothing was queued in between, so the last range just grows.
      this.#last!.length += bytes.length;
      this.#pinnedBytes += bytes.length;
      this.#ownBytes += bytes.length;
    }
  }

  /** Follows a log from its present end on. */
  follow(log: Log<Outbox>): void {
    if (this.follows(log)) return;
    log.readers.add(this);
    const position = new LogPosition(log);
    if (!this.#position) this.#position = position;
    else (this.#others ??= []).push(position);
  }

  /** Stops following a log. Everything appended until now is still sent. */
  unfollow(log: Log<Outbox>): void {
    this.pinUnread();
    this.#detachPinned();
    log.readers.delete(this);
    const [position, ...others] = this.#positions().filter((position) => position.log !== log);
    this.#position = position;
    this.#others = others.length > 0 ? others : undefined;
  }

  pinUnread(): void {
    if (this.#position) this.#pinPosition(this.#position);
    if (this.#others) { for (const position of this.#others) this.#pinPosition(position); }
  }

  #pinPosition(position: LogPosition<Outbox>): void {
    const { unread } = position;
    if (unread === 0) return;
    this.#pin(position.cursor, unread, false);
    position.moveToEnd();
  }

  /** Takes what is pinned out of its logs: a range in a log keeps everything behind it in memory. */
  #detachPinned(): void {
    this.#skippedBytes = 0;
    let pinned = this.#lastDetached ? this.#lastDetached.next : this.#first;
    for (; pinned; pinned = pinned.next) {
      if (pinned.isOwn) continue;
      pinned.cursor = pinned.cursor.detached(pinned.length);
      // Short ranges are copied, and long ones are shared by all readers that have left.
      pinned.isOwn = pinned.length < MAX_CHUNK_BYTES;
      if (pinned.isOwn) this.#ownBytes += pinned.length;
    }
    this.#lastDetached = this.#last;
  }

  skipToEndOf(log: unknown): void {
    const position = this.#position?.log === log
      ? this.#position
      : this.#others?.find((position) => position.log === log);
    if (!position) return;
    this.#skippedBytes += position.unread;
    position.moveToEnd();
    if (this.#skippedBytes > MAX_SKIPPED_BYTES) this.#detachPinned();
  }

  /**
   * Discards the backlog and stops following logs. Of a pending write of `writingBytes`, the
   * message that the write may cut in two stays whole.
   */
  discard(writingBytes: number): void {
    this.pinUnread();
    for (const log of this.logs) log.readers.delete(this);
    this.#position = this.#others = undefined;
    let rest = writingBytes;
    let last: Pinned | undefined;
    for (let pinned = this.#first; pinned && rest > 0; pinned = pinned.next) {
      if (pinned.length > rest) {
        pinned.length = Math.min(pinned.length, pinned.cursor.bytesToMessageEnd(rest));
      }
      rest -= pinned.length;
      last = pinned;
    }
    if (last) last.next = undefined;
    else this.#first = undefined;
    this.#last = last;
    this.#lastGathered = undefined;
    this.#lastDetached = undefined;
    this.#pinnedBytes = this.#ownBytes = 0;
    for (let pinned = this.#first; pinned; pinned = pinned.next) {
      this.#pinnedBytes += pinned.length;
      if (pinned.isOwn) this.#ownBytes += pinned.length;
    }
    this.#detachPinned();
  }

  #pin(cursor: Cursor, length: number, isOwn: boolean): void {
    const pinned = { cursor, isOwn, length, next: undefined };
    if (this.#first) this.#last!.next = pinned;
    else this.#first = pinned;
    this.#last = pinned;
    this.#pinnedBytes += length;
    if (isOwn) this.#ownBytes += length;
  }

  /** Returns the bytes to write next: some while there is a backlog, as many as one write should take. */
  peek(): Uint8Array {
    // With several logs, the source of a write must not change after it has started.
    if (this.#others) this.pinUnread();
    const pinned = this.#first;
    if (!pinned) return this.#position?.cursor.view() ?? NOTHING;
    const view = pinned.cursor.view().subarray(0, pinned.length);
    // Long ranges go out as they are; copying short ones together saves writes.
    if (view.length === this.backlog || view.length >= MAX_JOINED_BYTES) return view;
    return this.#join(pinned);
  }

  #join(first: Pinned): Uint8Array {
    const joined = this.#buffer(Math.min(this.backlog, MAX_JOINED_BYTES));
    let at = 0;
    let pinned: Pinned | undefined = first;
    for (; pinned && at < joined.length; pinned = pinned.next) {
      at = copy(pinned.cursor, pinned.length, joined, at);
    }
    if (this.#position) copy(this.#position.cursor, this.#position.unread, joined, at);
    return joined;
  }

  /** Returns a buffer for joined bytes; a large one is reused after the write. */
  #buffer(size: number): Uint8Array {
    if (size < MIN_REUSED_BYTES) return new Uint8Array(size);
    this.#joined ??= spareBuffers.pop() ?? new Uint8Array(MAX_JOINED_BYTES);
    return this.#joined.subarray(0, size);
  }

  /** Learns that the first `count` bytes of the backlog have been written. */
  written(count: number): void {
    if (this.#joined && spareBuffers.length < MAX_SPARE_BUFFERS) spareBuffers.push(this.#joined);
    this.#joined = undefined;
    for (; this.#first; this.#first = this.#first.next) {
      const part = Math.min(this.#first.length, count);
      this.#first.cursor.advance(part);
      this.#first.length -= part;
      this.#pinnedBytes -= part;
      if (this.#first.isOwn) this.#ownBytes -= part;
      count -= part;
      if (this.#first.length > 0) return;
    }
    // An idle connection must not keep its last buffers in memory.
    this.#last = undefined;
    this.#gathered = undefined;
    this.#lastGathered = undefined;
    this.#lastDetached = undefined;
    if (count > 0) this.#position!.advance(count);
  }
}

const NOTHING = new Uint8Array(0);

/** Copies up to `length` bytes at a cursor to `target[at…]`, as many as fit; returns their end. */
function copy(from: Cursor, length: number, target: Uint8Array, at: number): number {
  const end = Math.min(at + length, target.length);
  const cursor = from.clone();
  while (at < end) {
    const view = cursor.view().subarray(0, end - at);
    target.set(view, at);
    cursor.advance(view.length);
    at += view.length;
  }
  return at;
}
