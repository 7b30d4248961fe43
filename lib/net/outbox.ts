import type { Flushable } from "./flush_pass.ts";
import { Cursor, Log, type LogReader } from "./log.ts";

/** The most bytes that are copied together for one write. */
const MOST_JOINED = 64 * 1024;

/** From which size on memory for joined bytes is used again, in bytes, and how many are kept for it. */
const WORTH_KEEPING = 8 * 1024;
const MOST_SPARE = 16;
const spare: Uint8Array[] = [];

/** Private pieces up to this size, in bytes, are gathered: kept one by one they take ten times their size. */
const MOST_GATHERED = 1024;

/** Memory for the first of them, in bytes: enough for a burst, so that it is taken once. */
const GATHERED_CHUNK = 4096;

/** Bytes that have to go out before the log is followed any further. */
interface Pinned {
  readonly cursor: Cursor;
  /** Whether they are this connection's alone, and so kept for it alone. */
  readonly isOwn: boolean;
  length: number;
  next: Pinned | undefined;
}

/**
 * What one connection still has to be sent, in the order in which it happened.
 *
 * It follows at most one log and holds a place in it. Whatever concerns this connection alone is
 * pinned to that place: what the log held until then is noted as a range, the private bytes go
 * behind it, and the log is followed from there on. Its own messages are left out in the same way:
 * a range up to the message, and on from behind it.
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
  #log: Log<Outbox> | undefined;
  #cursor = NOWHERE;
  /** Where the cursor is, counted from the log's start. */
  #offset = 0;
  #first: Pinned | undefined;
  #last: Pinned | undefined;
  #pinnedBytes = 0;
  #ownBytes = 0;
  /** The short private pieces, while some wait, and the range that ends where they end. */
  #gathered: Log<never> | undefined;
  #lastGathered: Pinned | undefined;
  /** What holds the joined bytes of the write that is under way. */
  #joined: Uint8Array | undefined;

  /** @param writer Writes what waits, unless a write is under way. */
  constructor(writer: Flushable) {
    this.#writer = writer;
  }

  flush(): void {
    this.#writer.flush();
  }

  /** The log that it follows. */
  get log(): Log<Outbox> | undefined {
    return this.#log;
  }

  /** How many bytes are still to be sent. */
  get backlog(): number {
    return this.#pinnedBytes + this.#unread;
  }

  /** How many of them are this connection's alone. */
  get ownBacklog(): number {
    return this.#ownBytes;
  }

  get #unread(): number {
    return this.#log ? this.#log.end - this.#offset : 0;
  }

  /** Queues bytes for this connection alone. They must not change any more. */
  send(bytes: Uint8Array): void {
    this.pin();
    if (bytes.length > MOST_GATHERED) this.#pin(Cursor.over(bytes), bytes.length, true);
    else this.#gather(bytes);
  }

  #gather(bytes: Uint8Array): void {
    const gathered = this.#gathered ??= new Log<never>(GATHERED_CHUNK);
    const cursor = gathered.cursor();
    gathered.append(bytes);
    if (!this.#first || this.#last !== this.#lastGathered) {
      this.#pin(cursor, bytes.length, true);
      this.#lastGathered = this.#last;
    } else {
      // Nothing has come between: the range gets longer.
      this.#last!.length += bytes.length;
      this.#pinnedBytes += bytes.length;
      this.#ownBytes += bytes.length;
    }
  }

  /** Hears from now on what is appended to `log`. */
  follow(log: Log<Outbox>): void {
    this.unfollow();
    log.readers.add(this);
    this.#log = log;
    this.#cursor = log.cursor();
    this.#offset = log.end;
  }

  /** Hears no more of the log; what was appended until now is still sent. */
  unfollow(): void {
    this.pin();
    this.#log?.readers.delete(this);
    this.#log = undefined;
    this.#cursor = NOWHERE;
  }

  pin(): void {
    this.#pin(this.#cursor, this.#unread, false);
    this.skip();
  }

  skip(): void {
    if (!this.#log || this.#offset === this.#log.end) return;
    this.#cursor = this.#log.cursor();
    this.#offset = this.#log.end;
  }

  /**
   * Forgets what waits, but for what has to go out so that a write of `underWay` bytes does not end
   * in the middle of a message: up to the end of what was queued at once.
   */
  cut(underWay: number): void {
    this.unfollow();
    let rest = underWay;
    let last: Pinned | undefined;
    for (let pinned = this.#first; pinned && rest > 0; pinned = pinned.next) {
      if (pinned.length > rest) pinned.length = Math.min(pinned.length, pinned.cursor.whole(rest));
      rest -= pinned.length;
      last = pinned;
    }
    if (last) last.next = undefined;
    else this.#first = undefined;
    this.#last = last;
    this.#lastGathered = undefined;
    this.#pinnedBytes = this.#ownBytes = 0;
    for (let pinned = this.#first; pinned; pinned = pinned.next) {
      this.#pinnedBytes += pinned.length;
      if (pinned.isOwn) this.#ownBytes += pinned.length;
    }
  }

  #pin(cursor: Cursor, length: number, isOwn: boolean): void {
    if (length === 0) return;
    const pinned = { cursor, isOwn, length, next: undefined };
    if (this.#first) this.#last!.next = pinned;
    else this.#first = pinned;
    this.#last = pinned;
    this.#pinnedBytes += length;
    if (isOwn) this.#ownBytes += length;
  }

  /** The bytes to write next: at least one while there is a backlog, as many as one write should carry. */
  peek(): Uint8Array {
    const pinned = this.#first;
    if (!pinned) return this.#cursor.view();
    const view = pinned.cursor.view().subarray(0, pinned.length);
    // Long stretches go out as they are; short ones are worth a copy, which saves writes.
    if (view.length === this.backlog || view.length >= MOST_JOINED) return view;
    return this.#join(pinned);
  }

  #join(first: Pinned): Uint8Array {
    const joined = this.#take(Math.min(this.backlog, MOST_JOINED));
    let at = 0;
    for (
      let pinned: Pinned | undefined = first;
      pinned && at < joined.length;
      pinned = pinned.next
    ) {
      at = copy(pinned.cursor, pinned.length, joined, at);
    }
    copy(this.#cursor, this.#unread, joined, at);
    return joined;
  }

  /** Memory for joined bytes; if they are many, memory that is used again after the write. */
  #take(size: number): Uint8Array {
    if (size < WORTH_KEEPING) return new Uint8Array(size);
    this.#joined ??= spare.pop() ?? new Uint8Array(MOST_JOINED);
    return this.#joined.subarray(0, size);
  }

  /** Tells that the first `count` bytes of the backlog have been written. */
  written(count: number): void {
    if (this.#joined && spare.length < MOST_SPARE) spare.push(this.#joined);
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
    // An idle connection keeps nothing of what it has written.
    this.#last = undefined;
    this.#gathered = undefined;
    this.#lastGathered = undefined;
    this.#cursor.advance(count);
    this.#offset += count;
  }
}

/** Where an outbox is that follows no log. */
const NOWHERE = Cursor.over(new Uint8Array(0));

/** Copies up to `length` bytes behind `from` to `target[at…]`, as many as fit; returns where they end. */
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
