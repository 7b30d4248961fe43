/**
 * What the members of a channel hear, as one append-only sequence of bytes. Whatever their number,
 * a message is appended once; each reader knows how far it has read and goes on from there.
 *
 * @module
 */

import type { Flushable } from "./flush_pass.ts";

/** Size of a log's first chunk unless told otherwise, and the size up to which the next ones double, in bytes. */
const FIRST_CHUNK = 1024;
const MOST_CHUNK = 256 * 1024;

/**
 * A stretch of a log. A reader holds on to the chunk it is in, and each chunk to the next one: what
 * the slowest reader has behind it is garbage, and nobody has to trim anything.
 */
class Chunk {
  next: Chunk | undefined;
  #view: Uint8Array | undefined;

  /** @param filled How many of `bytes` hold something. These never change again. */
  constructor(readonly bytes: Uint8Array, public filled = bytes.length) {}

  /** All that stands in the chunk from `start` on. Readers at the same place share one view. */
  view(start: number): Uint8Array {
    const { bytes, filled } = this;
    const view = this.#view;
    if (view?.length === filled - start && view.byteOffset === bytes.byteOffset + start) {
      return view;
    }
    return this.#view = bytes.subarray(start, filled);
  }
}

/** A place in a log. It also keeps what comes behind it from being forgotten. */
export class Cursor {
  #chunk: Chunk;
  #index: number;

  constructor(chunk: Chunk, index: number) {
    this.#chunk = chunk;
    this.#index = index;
  }

  /** A cursor at the start of bytes that are in no log. */
  static over(bytes: Uint8Array): Cursor {
    return new Cursor(new Chunk(bytes), 0);
  }

  clone(): Cursor {
    return new Cursor(this.#chunk, this.#index);
  }

  /** Bytes from here on, without a copy: at least one unless this is the end, seldom all. */
  view(): Uint8Array {
    if (this.#index === this.#chunk.filled && this.#chunk.next) {
      this.#chunk = this.#chunk.next;
      this.#index = 0;
    }
    return this.#chunk.view(this.#index);
  }

  /** How many bytes it is to the first end of a chunk that is at least `count` bytes on: no message goes on there. */
  whole(count: number): number {
    let chunk = this.#chunk;
    let size = chunk.filled - this.#index;
    while (size < count) {
      chunk = chunk.next!;
      size += chunk.filled;
    }
    return size;
  }

  /** Goes `count` bytes on, which have to be there. */
  advance(count: number): void {
    while (count > this.#chunk.filled - this.#index) {
      count -= this.#chunk.filled - this.#index;
      this.#chunk = this.#chunk.next!;
      this.#index = 0;
    }
    this.#index += count;
  }
}

/** Someone who follows a log. */
export interface LogReader {
  /** Keeps in mind what it has not read yet, and goes to the log's end. */
  pin(): void;
  /** Goes to the log's end, past what was just appended. */
  skip(): void;
  /** Writes what it has not read yet, unless a write is under way. */
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
  /** Who follows it. */
  readonly readers = new Set<Reader>();
  readonly #firstChunk: number;
  #tail = new Chunk(new Uint8Array(0));
  #end = 0;

  /** @param firstChunk How much memory to start with, in bytes. */
  constructor(firstChunk: number = FIRST_CHUNK) {
    this.#firstChunk = firstChunk;
  }

  /** How many bytes were ever appended. */
  get end(): number {
    return this.#end;
  }

  /** A cursor at the log's end. */
  cursor(): Cursor {
    return new Cursor(this.#tail, this.#tail.filled);
  }

  /** Adds bytes to what all readers read, except for the one whose own message it is. */
  append(bytes: Uint8Array, except?: Reader): void {
    except?.pin();
    if (this.#tail.filled + bytes.length > this.#tail.bytes.length) this.#grow(bytes.length);
    this.#tail.bytes.set(bytes, this.#tail.filled);
    this.#tail.filled += bytes.length;
    this.#end += bytes.length;
    except?.skip();
  }

  /** Has every reader write on. */
  flush(): void {
    for (const reader of this.readers) reader.flush();
  }

  #grow(needed: number): void {
    const doubled = Math.min(MOST_CHUNK, Math.max(this.#firstChunk, this.#tail.bytes.length * 2));
    const next = new Chunk(new Uint8Array(Math.max(doubled, needed)), 0);
    this.#tail.next = next;
    this.#tail = next;
  }
}
