import tls from "node:tls";
import { systemReason } from "../errors/system_reason.ts";
import { type PeerAddress, type Socket, SocketError } from "./socket.ts";
import { TcpStream } from "./tcp_stream.ts";

/** The time limit for a handshake, in milliseconds. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

const HANDSHAKE_TIMED_OUT =
  "it took longer than 10 seconds, perhaps the other side does not speak TLS";

/** The time that our close notification gets to reach the peer, in milliseconds. */
const CLOSE_NOTIFY_TIMEOUT_MS = 1000;

/**
 * The time after the end of the bytes below, in milliseconds, in which the end of TLS has to come. The
 * runtime loses it if bytes were waiting to be read.
 */
const END_TIMEOUT_MS = 100;

/**
 * The maximum size of a write, in bytes. A write is all or nothing, so small writes show that a
 * slow peer makes progress.
 */
const MAX_WRITE_BYTES = 64 * 1024;

/** An error of Node. */
type SystemError = Error & { readonly code?: string };

/** TLS over a socket, on either side. Reads and writes wait for the peer as those of TCP do. */
export class TlsSocket implements Socket {
  readonly remoteAddr: PeerAddress;
  /** Resolves after the handshake, rejects with a {@linkcode SocketError} when that fails. */
  readonly secured: Promise<tls.TLSSocket>;
  readonly #socket: Socket;
  readonly #stream: TcpStream;
  readonly #tls: tls.TLSSocket;
  readonly #secured = Promise.withResolvers<tls.TLSSocket>();
  readonly #handshakeTimer: ReturnType<typeof setTimeout>;
  #state: "handshake" | "secure" | "failed" | "closed" = "handshake";
  /** Reported by the next read. */
  #failure: Error | undefined;
  #hasEnded = false;
  #endTimer: ReturnType<typeof setTimeout> | undefined;
  #isWriting = false;
  /** Resolves when a pending read should look again. */
  #change = Promise.withResolvers<void>();

  private constructor(socket: Socket, stream: TcpStream, tlsSocket: tls.TLSSocket) {
    this.#socket = socket;
    this.remoteAddr = socket.remoteAddr;
    this.#stream = stream;
    this.#tls = tlsSocket;
    this.secured = this.#secured.promise;
    // The next read reports a failure, too, so nobody has to wait for this promise.
    this.secured.catch(() => {});
    this.#handshakeTimer = setTimeout(
      () => this.#fail(new Error(HANDSHAKE_TIMED_OUT)),
      HANDSHAKE_TIMEOUT_MS,
    );
    tlsSocket.on("secure", () => this.#start());
    tlsSocket.on("readable", () => this.#wakeReader());
    tlsSocket.on("end", () => this.#end());
    tlsSocket.on("close", () => this.#end());
    tlsSocket.on("error", (error) => this.#fail(error));
    stream.on("error", (error) => this.#fail(error));
    stream.on("end", () => this.#endWhenRead());
  }

  /** Speaks TLS as the server, on a connection of which `start` was already read. */
  static accept(socket: Socket, start: Uint8Array, secureContext: tls.SecureContext): TlsSocket {
    const stream = new TcpStream(socket, start);
    const options = { isServer: true, secureContext, allowHalfOpen: true };
    return new TlsSocket(socket, stream, new tls.TLSSocket(stream, options));
  }

  /**
   * Speaks TLS as the client, on a connection to `host`.
   *
   * **The caller checks the server's identity**: `authorized` of the socket that `secured` gives.
   *
   * @param ca Authorities to trust instead of the system's, as PEM.
   */
  static connect(conn: Socket, host: string, ca?: string): TlsSocket {
    const socket = new TcpStream(conn);
    const options = { host, socket, rejectUnauthorized: false, allowHalfOpen: true };
    return new TlsSocket(conn, socket, tls.connect({ ...options, ...(ca && { ca }) }));
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    for (;;) {
      if (this.#failure) {
        const failure = this.#failure;
        this.#failure = undefined;
        throw failure;
      }
      if (this.#state === "closed") return null;
      if (this.#state === "failed") return this.#stream.readRaw(buffer);
      const bytes: Uint8Array | null = this.#tls.read(this.#readableBytes(buffer.length));
      if (bytes) {
        buffer.set(bytes);
        return bytes.length;
      }
      if (this.#hasEnded) return null;
      await this.#change.promise;
    }
  }

  /** A stream returns exactly as much as asked for or nothing, and reports its end to any request. */
  #readableBytes(max: number): number | undefined {
    return Math.min(max, this.#tls.readableLength) || undefined;
  }

  write(bytes: Uint8Array): Promise<number> {
    const part = bytes.subarray(0, MAX_WRITE_BYTES);
    this.#isWriting = true;
    return new Promise((resolve, reject) => {
      this.#tls.write(part, (error) => {
        this.#isWriting = false;
        // A destroyed socket may report a write as successful.
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
      this.#socket.close();
    });
    // The notification tells the peer that nothing is missing: only after complete writes.
    const isComplete = this.#state === "secure" && !this.#isWriting;
    if (!isComplete) resolve();
    else {
      const timer = setTimeout(resolve, CLOSE_NOTIFY_TIMEOUT_MS);
      this.closeWrite().catch(() => {}).finally(() => {
        clearTimeout(timer);
        resolve();
      });
    }
    clearTimeout(this.#handshakeTimer);
    clearTimeout(this.#endTimer);
    this.#state = "closed";
    this.#wakeReader();
  }

  #start(): void {
    if (this.#state !== "handshake") return;
    clearTimeout(this.#handshakeTimer);
    this.#state = "secure";
    this.#secured.resolve(this.#tls);
  }

  #end(): void {
    if (this.#state === "handshake") this.#fail(new Error("the other side closed the connection"));
    clearTimeout(this.#endTimer);
    this.#hasEnded = true;
    this.#wakeReader();
  }

  /** Ends the connection once everything is read that came before the end of the bytes below. */
  #endWhenRead(): void {
    if (this.#hasEnded || this.#state === "failed" || this.#state === "closed") return;
    this.#endTimer = setTimeout(() => {
      if (this.#tls.readableLength === 0) this.#end();
      else this.#endWhenRead();
    }, END_TIMEOUT_MS);
  }

  #fail(error: Error): void {
    if (this.#state !== "handshake" && this.#state !== "secure") return;
    const attempt = this.#state === "handshake" ? "TLS handshake failed" : "TLS failed";
    // After the handshake, failures of the connection below are reported as they are without TLS.
    const isOfTls = this.#state === "handshake" ||
      /^ERR_SSL/.test((error as SystemError).code ?? "");
    this.#failure = isOfTls ? new SocketError(`${attempt}: ${reasonOf(error)}`) : error;
    this.#state = "failed";
    this.#secured.reject(this.#failure);
    clearTimeout(this.#handshakeTimer);
    clearTimeout(this.#endTimer);
    this.#tls.destroy();
    this.#wakeReader();
  }

  #wakeReader(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }
}

/** Returns what went wrong, without the names that libraries have for it. */
function reasonOf({ message }: Error): string {
  if (/InvalidContentType|UnknownProtocolVersion/.test(message)) {
    return "the other side does not speak TLS";
  }
  return systemReason(message.replace(/ \(SSL routines.*\)$/, ""));
}
