import { Duplex } from "node:stream";

/** Size of the memory for one read where little comes, and where much does, in bytes. */
const IDLE = 1024;
const BUSY = 32 * 1024;

type Callback = (error?: Error | null) => void;

/** A TCP connection as a stream of Node, over which TLS can be spoken. It does not close the connection. */
export class TcpStream extends Duplex {
  readonly #conn: Deno.TcpConn;
  #start: Uint8Array | undefined;
  #readSize = IDLE;
  #reading: Promise<unknown> = Promise.resolve();
  #writing: Promise<unknown> = Promise.resolve();

  /** @param start What was read from it already. */
  constructor(conn: Deno.TcpConn, start?: Uint8Array) {
    super();
    this.#conn = conn;
    this.#start = start;
  }

  /** Closes the side that writes, behind all that was written. */
  async closeWrite(): Promise<void> {
    await this.#writing;
    await this.#conn.closeWrite();
  }

  /** Takes what still comes, and looks at none of it, until the peer closes. For a stream that is destroyed. */
  async drain(): Promise<void> {
    await this.#reading;
    const bytes = new Uint8Array(BUSY);
    while (await this.#conn.read(bytes).catch(() => null) !== null);
  }

  override _read(): void {
    if (this.#start) {
      const start = this.#start;
      this.#start = undefined;
      // Not before the TLS on top has started: an error in what it gets earlier ends the process.
      setImmediate(() => this.push(start));
      return;
    }
    const bytes = new Uint8Array(this.#readSize);
    this.#reading = this.#conn.read(bytes).then(
      (count) => {
        this.#readSize = count === bytes.length ? Math.min(BUSY, count * 4) : IDLE;
        this.push(count === null ? null : bytes.subarray(0, count));
      },
      (error) => void this.destroy(error),
    );
  }

  override _write(bytes: Uint8Array, _encoding: string, done: Callback): void {
    this.#writing = this.#writeAll(bytes).then(() => done(), done);
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }
}
