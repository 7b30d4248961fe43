/**
 * The messages of a channel as one append-only sequence of bytes. A message is appended once,
 * whatever the number of members; each reader remembers how far it has read.
 *
 * @module
 */
import type { Flushable } from "./flush_pass.ts";

/** The size of a log's first chunk, and the size up to which chunks double, in bytes. */
const DEFAULT_FIRST_CHUNK_BYTES = 1024;
export const MAX_CHUNK_BYTES = 256 * 1024;

/** A range that is this part of a chunk or less is copied rather than keeping the chunk in memory. */
const MAX_COPIED_PART = 1 / 4;

/**
 * A part of a log. A reader refers to its chunk, and each chunk to the next one, so the chunks
 * behind the slowest reader are garbage and nobody has to trim the log.
 */
class Chunk {
  next: Chunk | undefined;
  #view: Uint8Array | undefined;

  /** @param filled How many of `bytes` are written. These never change again. */
  constructor(readonly bytes: Uint8Array, public filled = bytes.length) {}

  /** Returns the written bytes from `start` on. Readers at the same place share one view. */
  view(start: number): Uint8Array {
    const { bytes, filled } = this;
    const view = this.#view;
    if (view?.length === filled - start && view.byteOffset === bytes.byteOffset + start) {
      return view;
    }
    return this.#view = bytes.subarray(start, filled);
  }
}

/** A place in a log. It keeps everything behind it in memory. */
export class Cursor {
  #chunk: Chunk;
  #index: number;

  constructor(chunk: Chunk, index: number) {
    this.#chunk = chunk;
    this.#index = index;
  }

  /** Returns a cursor at the start of bytes that belong to no log. */
  static over(bytes: Uint8Array): Cursor {
    return new Cursor(new Chunk(bytes), 0);
  }

  clone(): Cursor {
    return new Cursor(this.#chunk, this.#index);
  }

  /** Returns bytes from here on without copying: at least one unless this is the log's end. */
  view(): Uint8Array {
    if (this.#index === this.#chunk.filled && this.#chunk.next) {
      this.#chunk = this.#chunk.next;
      this.#index = 0;
    }
    return this.#chunk.view(this.#index);
  }

  /**
   * Returns the distance to the first end of a chunk that is at least `count` bytes away. No message
   * crosses the end of a chunk.
   */
  bytesToMessageEnd(count: number): number {
    let chunk = this.#chunk;
    let size = chunk.filled - this.#index;
    while (size < count) {
      chunk = chunk.next!;
      size += chunk.filled;
    }
    return size;
  }

  /**
   * Returns a cursor over the next `length` bytes that does not keep everything behind them in
   * memory. Most of a long range is shared with other readers of the log.
   */
  detached(length: number): Cursor {
    const first = new Chunk(new Uint8Array(0));
    let last = first;
    let index = this.#index;
    for (let chunk = this.#chunk; length > 0; chunk = chunk.next!) {
      const part = chunk.bytes.subarray(index, Math.min(index + length, chunk.filled));
      const isShort = part.length <= part.buffer.byteLength * MAX_COPIED_PART;
      last = last.next = new Chunk(isShort ? part.slice() : part);
      length -= part.length;
      index = 0;
    }
    return new Cursor(first, 0);
  }

  /** Moves on by `count` bytes, which must be there. */
  advance(count: number): void {
    while (count > this.#chunk.filled - this.#index) {
      count -= this.#chunk.filled - this.#index;
      this.#chunk = this.#chunk.next!;
      this.#index = 0;
    }
    this.#index += count;
  }
}

/** A follower of logs. */
export interface LogReader {
  /** Queues everything unread, in order, ahead of whatever comes next. */
  pinUnread(): void;
  /** Moves to the end of a log, past the message that was just appended. */
  skipToEndOf(log: unknown): void;
  /** Writes the unread bytes, unless a write is pending. */
  flush(): void;
}

/**
 * An append-only log.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const log = new Log();
 * const cursor = log.cursor();
 * log.append(new TextEncoder().encode("hello"));
 * assert.equal(new TextDecoder().decode(cursor.view()), "hello");
 * ```
 */
export class Log<Reader extends LogReader = LogReader> implements Flushable {
  /** The readers that follow this log. */
  readonly readers = new Set<Reader>();
  readonly #firstChunkBytes: number;
  #tail = new Chunk(new Uint8Array(0));
  #end = 0;

  constructor(firstChunkBytes: number = DEFAULT_FIRST_CHUNK_BYTES) {
    this.#firstChunkBytes = firstChunkBytes;
  }

  /** The number of bytes ever appended. */
  get end(): number {
    return this.#end;
  }

  /** Returns a cursor at the log's end. */
  cursor(): Cursor {
    return new Cursor(this.#tail, this.#tail.filled);
  }

  /** Appends bytes for all readers except one: the sender of the message. */
  append(bytes: Uint8Array, except?: Reader): void {
    except?.pinUnread();
    if (this.#tail.filled + bytes.length > this.#tail.bytes.length) this.#grow(bytes.length);
    this.#tail.bytes.set(bytes, this.#tail.filled);
    this.#tail.filled += bytes.length;
    this.#end += bytes.length;
    except?.skipToEndOf(this);
  }

  /** Lets every reader write. */
  flush(): void {
    for (const reader of this.readers) reader.flush();
  }

  #grow(neededBytes: number): void {
    const doubled = Math.min(
      MAX_CHUNK_BYTES,
      Math.max(this.#firstChunkBytes, this.#tail.bytes.length * 2),
    );
    const next = new Chunk(new Uint8Array(Math.max(doubled, neededBytes)), 0);
    this.#tail.next = next;
    this.#tail = next;
  }
}

/** A log that a reader follows, and the place up to which it has read. */
export class LogPosition<Reader extends LogReader = LogReader> {
  readonly log: Log<Reader>;
  cursor: Cursor;
  /** The cursor's distance from the log's start, in bytes. */
  offset: number;

  constructor(log: Log<Reader>) {
    this.log = log;
    this.cursor = log.cursor();
    this.offset = log.end;
  }

  /** The number of bytes behind this place. */
  get unread(): number {
    return this.log.end - this.offset;
  }

  advance(count: number): void {
    this.cursor.advance(count);
    this.offset += count;
  }

  moveToEnd(): void {
    this.cursor = this.log.cursor();
    this.offset = this.log.end;
  }
}
