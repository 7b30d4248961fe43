/** Size of the buffer of a connection that says little, and of one that is busy, in bytes. */
const IDLE = 512;
const BUSY = 32 * 1024;

/**
 * The memory that a connection reads into: small, because most connections are idle most of the
 * time and each has a read waiting; larger while reads fill it.
 */
export class ReadBuffer {
  /** Where the next read goes. */
  bytes = new Uint8Array(IDLE);

  /** What a read of `count` bytes has brought, good until the next read starts. */
  taken(count: number): Uint8Array {
    const taken = this.bytes.subarray(0, count);
    if (count === this.bytes.length && count < BUSY) this.bytes = new Uint8Array(count * 4);
    else if (count <= IDLE && this.bytes.length > IDLE) this.bytes = new Uint8Array(IDLE);
    return taken;
  }
}
