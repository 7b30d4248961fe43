/** The size of the buffer of a quiet connection and of a busy one, in bytes. */
const IDLE_BYTES = 512;
const BUSY_BYTES = 32 * 1024;

/**
 * The memory that a connection reads into. It is small at first, because thousands of connections
 * are idle with a read pending, and grows while reads fill it.
 */
export class ReadBuffer {
  /** The target of the next read. */
  bytes = new Uint8Array(IDLE_BYTES);

  /** Returns what a read of `count` bytes brought. Valid until the next read starts. */
  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(0, count);
    if (count === this.bytes.length && count < BUSY_BYTES) this.bytes = new Uint8Array(count * 4);
    else if (count <= IDLE_BYTES && this.bytes.length > IDLE_BYTES) {
      this.bytes = new Uint8Array(IDLE_BYTES);
    }
    return taken;
  }
}
