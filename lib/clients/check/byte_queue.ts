const MIN_CAPACITY_BYTES = 4096;

/**
 * Bytes that wait to be taken, in their order.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const queue = new ByteQueue();
 * queue.push(new Uint8Array([1, 2, 3]));
 * assert.deepEqual(queue.take(2), new Uint8Array([1, 2]));
 * queue.push(new Uint8Array([4]));
 * assert.deepEqual(queue.bytes, new Uint8Array([3, 4]));
 * ```
 */
export class ByteQueue {
  #buffer = new Uint8Array(MIN_CAPACITY_BYTES);
  #start = 0;
  #end = 0;

  /** The bytes that wait; valid until the next call. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** Appends a copy of bytes. */
  push(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#buffer.length) {
      const waiting = this.bytes;
      const needed = waiting.length + bytes.length;
      const larger = new Uint8Array(Math.max(MIN_CAPACITY_BYTES, 2 * needed));
      larger.set(waiting);
      [this.#buffer, this.#start, this.#end] = [larger, 0, waiting.length];
    }
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Removes the first `length` bytes and returns a copy of them. */
  take(length: number): Uint8Array {
    const taken = this.#buffer.slice(this.#start, this.#start + length);
    this.#start += length;
    return taken;
  }
}
