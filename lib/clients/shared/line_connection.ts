import { BoundedLines } from "../../framing/lines.ts";
import type { Socket } from "../../transport/socket.ts";
import { connect, finish, readAll, type ServerAddress, writeAll } from "./connect.ts";

/** The longest line that a server may send. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** The receiver of the events of a {@linkcode LineConnection}. */
export interface LineHandler {
  /** Handles a line of the server, without its line end; U+FFFD stands for invalid UTF-8. */
  onLine(line: string): void;
  /** Handles the end of the connection, unless `finish` was called before. */
  onClosed(): void;
  /** Resolves when the handler can take more lines. */
  ready(): Promise<void>;
}

/** A connection to a server on which both sides send lines. */
export class LineConnection {
  /** Resolves when the connection has ended. Rejects with the error of a handler, which is a bug. */
  readonly ended: Promise<void>;
  readonly #conn: Socket;
  #isClosed = false;
  #isFinishing = false;

  private constructor(conn: Socket, handler: LineHandler) {
    this.#conn = conn;
    this.ended = this.#receive(handler);
  }

  /** @throws {ConnectionError} when the server is unreachable or not trusted. */
  static async connect(server: ServerAddress, handler: LineHandler): Promise<LineConnection> {
    return new LineConnection(await connect(server), handler);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends a line. If the connection has failed, `onClosed` says so and this resolves as usual. */
  async send(line: string): Promise<void> {
    await writeAll(this.#conn, new TextEncoder().encode(`${line}\n`));
  }

  /** Closes the connection at once. */
  close(): void {
    if (!this.#isClosed) this.#conn.close();
    this.#isClosed = true;
  }

  /** Closes the writing side and waits for the last replies. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    await finish(this.#conn, this.ended);
  }

  async #receive(handler: LineHandler): Promise<void> {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let isTooLong = false;
    const lines = new BoundedLines(MAX_LINE_BYTES, {
      onLine: (line) => handler.onLine(decoder.decode(line).replace(/\r$/, "")),
      onTooLong: () => isTooLong = true,
    });
    try {
      await readAll(this.#conn, async (bytes) => {
        lines.push(bytes);
        if (isTooLong) this.close();
        else await handler.ready();
      });
    } finally {
      this.close();
    }
    if (!this.#isFinishing) handler.onClosed();
  }
}
