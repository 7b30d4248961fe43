import { BoundedLines } from "../../framing/lines.ts";
import type { Socket } from "../../transport/socket.ts";
import { connect, finish, readAll, type ServerAddress, writeAll } from "./connect.ts";
import type { ConnectionFailure } from "./connection_error.ts";

/** The longest line that a server may send: a text of 2 MiB, each byte written as `\u0001`. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** The first byte of a TLS alert, with which a server answers plaintext that it does not take. */
const TLS_ALERT = 0x15;

/** The receiver of the events of a {@linkcode LineConnection}. */
export interface LineHandler {
  /** Handles a line of the server, without its line end; U+FFFD stands for invalid UTF-8. */
  onLine(line: string): void;
  /** Handles the end of the connection, unless `finish` or `close` was called before. */
  onClosed(failure: ConnectionFailure): void;
  /** Resolves when the handler can take more lines. */
  ready(): Promise<void>;
}

/** A connection to a server on which both sides send lines. */
export class LineConnection {
  /** Resolves when the connection has ended. Rejects with the error of a handler, which is a bug. */
  readonly ended: Promise<void>;
  readonly #conn: Socket;
  readonly #handler: LineHandler;
  readonly #lines: BoundedLines;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #hasReceived = false;
  #failure: ConnectionFailure = "disconnected";
  #isClosed = false;
  #isFinishing = false;

  private constructor(conn: Socket, handler: LineHandler, maxLineBytes: number) {
    this.#conn = conn;
    this.#handler = handler;
    this.#lines = new BoundedLines(maxLineBytes, {
      onLine: (line) => this.#onLine(line),
      onTooLong: () => this.#fail("too-long"),
    });
    this.ended = this.#receive();
  }

  /**
   * Connects to a server.
   *
   * @param maxLineBytes The longest line that the server may send.
   * @throws {ConnectionError} when the server is unreachable or not trusted.
   */
  static async connect(
    server: ServerAddress,
    handler: LineHandler,
    maxLineBytes = MAX_LINE_BYTES,
  ): Promise<LineConnection> {
    return new LineConnection(await connect(server), handler, maxLineBytes);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends a line. If the connection has failed, `onClosed` says so and this resolves as usual. */
  async send(line: string): Promise<void> {
    await writeAll(this.#conn, new TextEncoder().encode(`${line}\n`));
  }

  /** Closes the writing side and waits for the last replies. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    await finish(this.#conn, this.ended);
  }

  /** Closes the connection at once. */
  close(): void {
    this.#isFinishing = true;
    this.#close();
  }

  async #receive(): Promise<void> {
    try {
      await readAll(this.#conn, async (bytes) => {
        if (!this.#hasReceived && bytes[0] === TLS_ALERT) return this.#fail("requires-tls");
        this.#lines.push(bytes);
        await this.#handler.ready();
      });
    } finally {
      this.#close();
    }
    if (!this.#isFinishing) this.#handler.onClosed(this.#failure);
  }

  #onLine(bytes: Uint8Array): void {
    // The lines that came with the last one before the end are of no use any more.
    if (this.#isClosed) return;
    const line = this.#decoder.decode(bytes).replace(/\r$/, "");
    const isHttp = !this.#hasReceived && line.startsWith("HTTP/");
    this.#hasReceived = true;
    if (isHttp) this.#fail("wrong-dialect");
    else this.#handler.onLine(line);
  }

  #fail(failure: ConnectionFailure): void {
    this.#failure = failure;
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#conn.close();
  }
}
