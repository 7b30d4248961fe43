import { systemReason } from "../../errors/system_reason.ts";
import { rethrowBug } from "../shared/rethrow_bug.ts";
import { ByteQueue } from "./byte_queue.ts";
import { withinTime } from "./patience.ts";

const READ_BUFFER_BYTES = 64 * 1024;

/** A server that sends more than this, and more than it was sent several times, is flooding. */
const MAX_UNASKED_BYTES = 2 * 1024 * 1024;
const MAX_BYTES_PER_SENT = 4;

/** Returns where the first message in `bytes` ends, or `undefined` if it is incomplete. */
export type FirstMessageEnd = (bytes: Uint8Array) => number | undefined;

/** Gets the bytes of each read; returns how many bytes the case has sent to the server so far. */
export type OnRead = (bytes: Uint8Array) => number;

/** A connection to the checked server: the bytes that it sends, cut into messages. */
export class Connection {
  readonly #conn: Deno.TcpConn;
  readonly #onRead: OnRead;
  readonly #firstMessageEnd: FirstMessageEnd;
  readonly #held = new ByteQueue();
  #receivedBytes = 0;
  #wake = Promise.withResolvers<void>();
  #end: string | undefined;
  #isReading = true;

  private constructor(
    conn: Deno.TcpConn,
    firstMessageEnd: FirstMessageEnd,
    onRead: OnRead,
  ) {
    this.#conn = conn;
    this.#firstMessageEnd = firstMessageEnd;
    this.#onRead = onRead;
  }

  /**
   * Connects to a server.
   *
   * @param reads Whether to read what the server sends.
   * @throws when nobody listens there.
   */
  static async open(
    { host, port }: { readonly host: string; readonly port: number },
    firstMessageEnd: FirstMessageEnd,
    onRead: OnRead,
    reads = true,
  ): Promise<Connection> {
    const conn = await Deno.connect({ hostname: host, port });
    conn.setNoDelay();
    const connection = new Connection(conn, firstMessageEnd, onRead);
    if (reads) connection.#readAll();
    return connection;
  }

  /** How many bytes have come that no message was taken from. */
  get heldBytes(): number {
    return this.#held.length;
  }

  /** How the server ended the connection, or `undefined` while it is open. */
  get end(): string | undefined {
    return this.#end;
  }

  /** Whether a whole message has come. */
  get hasMessage(): boolean {
    return this.#firstMessageEnd(this.#held.bytes) !== undefined;
  }

  /**
   * Waits for the next message: until it has come, the connection has ended, or nothing more has
   * come for `timeoutMs`.
   */
  async next(timeoutMs: number): Promise<Uint8Array | undefined> {
    for (;;) {
      const end = this.#firstMessageEnd(this.#held.bytes);
      if (end !== undefined) return this.#held.take(end);
      if (this.#end !== undefined || !await this.changed(timeoutMs)) return undefined;
    }
  }

  /**
   * Forgets the messages that have come, and the rest of one that is still coming, unless it stops
   * for `timeoutMs`. Returns how many messages or parts of one these were.
   */
  async drain(timeoutMs: number): Promise<number> {
    for (let count = 0;; count++) {
      if (this.#held.length === 0) return count;
      if (await this.next(timeoutMs) === undefined) this.#held.take(this.#held.length);
    }
  }

  /** Waits until more has come or the connection has ended. Returns whether that happened in time. */
  async changed(timeoutMs: number): Promise<boolean> {
    return await withinTime(this.#wake.promise.then(() => true), timeoutMs) ?? false;
  }

  /** Writes bytes. Returns how many the server took before it stopped taking any for `timeoutMs`. */
  async write(bytes: Uint8Array, timeoutMs: number): Promise<number> {
    let written = 0;
    while (written < bytes.length) {
      const part = this.#conn.write(bytes.subarray(written)).catch((error) => {
        rethrowBug(error);
        this.#end ??= `the connection failed: ${systemReason(error)}`;
        return undefined;
      });
      const count = await withinTime(part, timeoutMs);
      if (count === undefined) return written;
      written += count;
    }
    return written;
  }

  /** Closes the connection in order. */
  close(): void {
    this.#isReading = false;
    try {
      this.#conn.close();
    } catch {
      // It is closed already.
    }
  }

  /** Closes the writing side only. */
  async closeWrite(): Promise<void> {
    await this.#conn.closeWrite().catch(rethrowBug);
  }

  #take(bytes: Uint8Array): void {
    this.#receivedBytes += bytes.length;
    const sentBytes = this.#onRead(bytes);
    this.#held.push(bytes);
    if (this.#receivedBytes > MAX_UNASKED_BYTES + MAX_BYTES_PER_SENT * sentBytes) {
      this.#end = "the server sends without end";
      this.close();
    }
  }

  async #readAll(): Promise<void> {
    const buffer = new Uint8Array(READ_BUFFER_BYTES);
    while (this.#isReading) {
      try {
        const count = await this.#conn.read(buffer);
        if (count === null) this.#end = "the server closed the connection";
        else this.#take(buffer.slice(0, count));
      } catch (error) {
        rethrowBug(error);
        this.#end = `the connection failed: ${systemReason(error)}`;
      }
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
      if (this.#end !== undefined) return;
    }
  }
}
