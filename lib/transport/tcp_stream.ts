import { Duplex } from "node:stream";
import type { Socket } from "./socket.ts";
import { writeAll } from "./write_all.ts";

/** The size of the read buffer while little arrives and while much does, in bytes. */
const IDLE_BUFFER_BYTES = 1024;
const BUSY_BUFFER_BYTES = 32 * 1024;

type Callback = (error?: Error | null) => void;

/**
 * A socket as a stream of Node, which `node:tls` can speak over. Destroying the stream does not
 * close the socket. `Duplex.fromWeb` would be shorter, but loses data after a half-close.
 */
export class TcpStream extends Duplex {
  readonly #socket: Socket;
  #start: Uint8Array | undefined;
  #readSize = IDLE_BUFFER_BYTES;
  #reading: Promise<unknown> = Promise.resolve();
  #writing: Promise<unknown> = Promise.resolve();

  /** @param start Bytes that were already read from the socket. */
  constructor(socket: Socket, start?: Uint8Array) {
    super();
    this.#socket = socket;
    this.#start = start;
  }

  /** Closes the socket for writing, behind everything written so far. */
  async closeWrite(): Promise<void> {
    await this.#writing;
    await this.#socket.closeWrite();
  }

  /** Reads the socket's own bytes; `null` once the peer is gone. Only for a destroyed stream. */
  async readRaw(buffer: Uint8Array): Promise<number | null> {
    await this.#reading;
    return this.#socket.read(buffer).catch(() => null);
  }

  override _read(): void {
    if (this.#start) {
      const start = this.#start;
      this.#start = undefined;
      // Once the TLS socket on top has started: an earlier error would end the process.
      setImmediate(() => this.push(start));
      return;
    }
    const bytes = new Uint8Array(this.#readSize);
    this.#reading = this.#socket.read(bytes).then(
      (count) => {
        this.#readSize = count === bytes.length
          ? Math.min(BUSY_BUFFER_BYTES, count * 4)
          : IDLE_BUFFER_BYTES;
        this.push(count === null ? null : bytes.subarray(0, count));
      },
      (error) => void this.destroy(error),
    );
  }

  override _write(bytes: Uint8Array, _encoding: string, done: Callback): void {
    this.#writing = writeAll(this.#socket, bytes).then(() => done(), done);
  }
}
