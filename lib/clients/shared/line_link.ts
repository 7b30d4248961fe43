import { BoundedLines } from "../../framing/lines.ts";
import { formatAddress } from "../../transport/address.ts";
import { type Socket, SocketError } from "../../transport/socket.ts";
import { safeText } from "../../terminal/safe_text.ts";
import { connect, finish, readAll, type ServerAddress, writeAll } from "./connect.ts";

/** The longest line that a server may send, in bytes. */
const MOST = 64 * 1024 * 1024;

/** How a server can fail a client, with what is said about it. */
const FAILURES = {
  unreachable: (address: string) => `Cannot connect to ${address}`,
  disconnected: (address: string) => `The server at ${address} has closed the connection`,
  foreign: (address: string) => `The server at ${address} does not speak this dialect`,
};

/** The server cannot be reached, is gone, or is of no use. */
export class ServerGone extends Error {
  override name = "ServerGone";

  constructor(how: keyof typeof FAILURES, at: ServerAddress, reason?: string) {
    const address = formatAddress({ hostname: at.host, port: at.port });
    const what = FAILURES[how](`"${address}"`);
    super(safeText(reason === undefined ? what : `${what}: ${reason}`));
  }
}

/** Who hears what happens on a {@linkcode LineLink}. */
export interface LineLinkHandler {
  /** A line of the server, without its line end; U+FFFD for what is not UTF-8. */
  onLine(line: string): void;
  /** The connection has ended, however. Not called while it is being finished. */
  onClosed(): void;
  /** Resolves when further lines can be taken. */
  ready(): Promise<void>;
}

/** A connection to a server on which both sides send lines. */
export class LineLink {
  readonly #conn: Socket;
  readonly #ended: Promise<void>;
  #isClosed = false;
  #isFinishing = false;

  private constructor(conn: Socket, handler: LineLinkHandler) {
    this.#conn = conn;
    this.#ended = this.#receive(handler);
  }

  /** @throws {ServerGone} when the server cannot be reached. */
  static async connect(
    at: ServerAddress,
    handler: LineLinkHandler,
  ): Promise<LineLink> {
    try {
      return new LineLink(await connect(at), handler);
    } catch (error) {
      const reason = error instanceof SocketError ? error.message : undefined;
      throw new ServerGone("unreachable", at, reason);
    }
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends a line. That the connection is gone is told by `onClosed`, not here. */
  async send(line: string): Promise<void> {
    await writeAll(this.#conn, new TextEncoder().encode(`${line}\n`)).catch(() => {});
  }

  /** Says that nothing more will be sent, and waits for the last replies. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    await finish(this.#conn, this.#ended);
  }

  async #receive(handler: LineLinkHandler): Promise<void> {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let isTooLong = false;
    const lines = new BoundedLines(MOST, {
      onLine: (line) => handler.onLine(decoder.decode(line).replace(/\r$/, "")),
      onTooLong: () => isTooLong = true,
    });
    await readAll(this.#conn, async (bytes) => {
      lines.push(bytes);
      if (isTooLong) this.#conn.close();
      else await handler.ready();
    });
    if (!isTooLong) this.#conn.close();
    this.#isClosed = true;
    if (!this.#isFinishing) handler.onClosed();
  }
}
