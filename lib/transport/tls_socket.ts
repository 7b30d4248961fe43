import tls from "node:tls";
import { type Socket, SocketError } from "./socket.ts";
import { TcpStream } from "./tcp_stream.ts";

/** How long a peer may take until the connection is encrypted, in milliseconds. */
const HANDSHAKE = 10_000;

const LATE = "it took longer than 10 seconds, perhaps the other side does not speak TLS";

/** How long our goodbye may take to get out when the connection is closed, in milliseconds. */
const GOODBYE = 1000;

/** How much one write takes, in bytes: it is all or nothing, and shall show that a slow peer gets on. */
const MOST_WRITTEN = 64 * 1024;

/** An error as Node has it. */
type SystemError = Error & { readonly code?: string };

/** TLS over a TCP connection, on either side. Reads and writes wait for the peer as those of TCP do. */
export class TlsSocket implements Socket {
  readonly remoteAddr: Deno.NetAddr;
  /** Resolves when the connection is encrypted, to what knows the peer; rejects with a {@linkcode SocketError}. */
  readonly secured: Promise<tls.TLSSocket>;
  readonly #conn: Deno.TcpConn;
  readonly #stream: TcpStream;
  readonly #tls: tls.TLSSocket;
  readonly #secured = Promise.withResolvers<tls.TLSSocket>();
  readonly #late: ReturnType<typeof setTimeout>;
  #state: "handshake" | "secure" | "failed" | "closed" = "handshake";
  #failure: Error | undefined;
  #hasEnded = false;
  #isWriting = false;
  /** Resolves when there may be something to read. */
  #change = Promise.withResolvers<void>();

  private constructor(conn: Deno.TcpConn, stream: TcpStream, socket: tls.TLSSocket) {
    this.#conn = conn;
    this.remoteAddr = conn.remoteAddr;
    this.#stream = stream;
    this.#tls = socket;
    this.secured = this.#secured.promise;
    // Who reads hears of it, too.
    this.secured.catch(() => {});
    this.#late = setTimeout(() => this.#fail(new Error(LATE)), HANDSHAKE);
    socket.on("secure", () => this.#start());
    socket.on("readable", () => this.#wake());
    socket.on("end", () => this.#end());
    socket.on("close", () => this.#end());
    socket.on("error", (error) => this.#fail(error));
    stream.on("error", (error) => this.#fail(error));
  }

  /** Serves TLS on an accepted connection, of which `start` was read already. */
  static accept(
    conn: Deno.TcpConn,
    start: Uint8Array,
    secureContext: tls.SecureContext,
  ): TlsSocket {
    const stream = new TcpStream(conn, start);
    const options = { isServer: true, secureContext, allowHalfOpen: true };
    return new TlsSocket(conn, stream, new tls.TLSSocket(stream, options));
  }

  /**
   * Speaks TLS as the client, over a connection to `host`.
   *
   * **Whom it leads to is for the caller to check**: `authorized` of what `secured` resolves to.
   *
   * @param ca Certificates to trust instead of those that everybody trusts, as PEM.
   */
  static connect(conn: Deno.TcpConn, host: string, ca?: string): TlsSocket {
    const socket = new TcpStream(conn);
    const options = { host, socket, rejectUnauthorized: false, allowHalfOpen: true };
    return new TlsSocket(conn, socket, tls.connect({ ...options, ...(ca && { ca }) }));
  }

  setNoDelay(on?: boolean): void {
    this.#conn.setNoDelay(on);
  }

  setKeepAlive(on?: boolean): void {
    this.#conn.setKeepAlive(on);
  }

  /** @throws {SocketError} once, when TLS fails; then it takes what still comes, and there is nothing to read. */
  async read(buffer: Uint8Array): Promise<number | null> {
    for (;;) {
      if (this.#failure) {
        const failure = this.#failure;
        this.#failure = undefined;
        throw failure;
      }
      if (this.#state === "closed") return null;
      if (this.#state === "failed") {
        await this.#stream.drain();
        return null;
      }
      const bytes: Uint8Array | null = this.#tls.read(this.#readable(buffer.length));
      if (bytes) {
        buffer.set(bytes);
        return bytes.length;
      }
      if (this.#hasEnded) return null;
      await this.#change.promise;
    }
  }

  /** How much to ask for: a stream gives exactly that or nothing, and tells its end to who asks for anything. */
  #readable(most: number): number | undefined {
    return Math.min(most, this.#tls.readableLength) || undefined;
  }

  write(bytes: Uint8Array): Promise<number> {
    const part = bytes.subarray(0, MOST_WRITTEN);
    this.#isWriting = true;
    return new Promise((resolve, reject) => {
      this.#tls.write(part, (error) => {
        this.#isWriting = false;
        // What is destroyed may say that it has written.
        if (!error && this.#state === "secure") resolve(part.length);
        else reject(error ?? new Error("The connection is closed"));
      });
    });
  }

  async closeWrite(): Promise<void> {
    if (this.#state === "secure") await new Promise<void>((done) => this.#tls.end(done));
    await this.#stream.closeWrite();
  }

  close(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    promise.finally(() => {
      this.#tls.destroy();
      this.#conn.close();
    });
    // The peer shall know that nothing is missing: if nothing is.
    const isInOrder = this.#state === "secure" && !this.#isWriting;
    if (!isInOrder) resolve();
    else {
      const late = setTimeout(resolve, GOODBYE);
      this.closeWrite().catch(() => {}).finally(() => {
        clearTimeout(late);
        resolve();
      });
    }
    clearTimeout(this.#late);
    this.#state = "closed";
    this.#wake();
  }

  #start(): void {
    if (this.#state !== "handshake") return;
    clearTimeout(this.#late);
    this.#state = "secure";
    this.#secured.resolve(this.#tls);
  }

  #end(): void {
    if (this.#state === "handshake") this.#fail(new Error("the other side has gone"));
    this.#hasEnded = true;
    this.#wake();
  }

  #fail(error: Error): void {
    if (this.#state !== "handshake" && this.#state !== "secure") return;
    const doing = this.#state === "handshake" ? "TLS handshake failed" : "TLS failed";
    // What happens to the connection itself later on is as it is without TLS.
    const isOwn = this.#state === "handshake" || /^ERR_SSL/.test((error as SystemError).code ?? "");
    this.#failure = !isOwn ? error : new SocketError(`${doing}: ${reasonOf(error)}`);
    this.#state = "failed";
    this.#secured.reject(this.#failure);
    clearTimeout(this.#late);
    this.#tls.destroy();
    this.#wake();
  }

  #wake(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }
}

/** What went wrong, without the names that other programs have for it. */
function reasonOf({ message }: Error): string {
  if (/InvalidContentType|UnknownProtocolVersion/.test(message)) {
    return "the other side does not speak TLS";
  }
  return message.replace(/ \((SSL routines|os error).*\)$/, "");
}
