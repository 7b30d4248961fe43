import { NEEDS_CERTIFICATE, NO_TLS } from "./dial_failure.ts";
import type { PendingInput } from "./pending_input.ts";
import { SendQueue } from "./send_queue.ts";

/** How a socket is made. */
export interface SocketOptions {
  /** Whether the connection must be encrypted. Otherwise it is if the server offers that. */
  readonly needsTls: boolean;
  /** The name that the server's certificate must have. */
  readonly tlsName: string;
  /** Certificates of authorities that are trusted besides the known ones, in PEM format. */
  readonly ca?: string | undefined;
  /** Learns what the package still has to process. */
  readonly input: PendingInput;
}

/**
 * The size of the buffers for reading, and what is left of one when the next one is made, in bytes. A
 * read that is cut short would split what one turn of the event loop delivers to the clients.
 */
const BUFFER_BYTES = 256 * 1024;
const MIN_READ_BYTES = 64 * 1024;

/** The longest first line of a NATS server, in bytes. It has the addresses of all nodes. */
const MAX_INFO_BYTES = 64 * 1024;

/**
 * A socket as NATS's package wants it. That of the package for Node is not used: in Deno, the reset of
 * a connection that it has just given up ends the program, it queues without a limit, and it cannot
 * give up a connection whose other side has stopped reading.
 */
export class SocketTransport {
  readonly lang = "deno";
  readonly version = Deno.version.deno;
  /** Why the connection has ended, if an error has ended it. */
  closeError?: Error;
  #isClosed = false;
  #socket: Deno.TcpConn | Deno.TlsConn | undefined;
  #isEncrypted = false;
  #queue: SendQueue | undefined;
  #input: PendingInput | undefined;
  readonly #start: Uint8Array[] = [];
  readonly #dialing = new AbortController();
  readonly #closed = Promise.withResolvers<Error | void>();

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Connects to a server, and encrypts the connection if the server wants or offers that.
   *
   * @throws {Error} if that fails, or if the other side is not NATS.
   */
  async connect(
    { hostname, port }: { readonly hostname: string; readonly port: number },
    { socket: { needsTls, tlsName, ca, input } }: { readonly socket: SocketOptions },
  ): Promise<void> {
    this.#input = input;
    const host = hostname.replace(/^\[|\]$/g, "");
    const socket = await Deno.connect({ hostname: host, port, signal: this.#dialing.signal });
    this.#use(socket);
    socket.setNoDelay(true);
    const info = await this.#readInfo(socket);
    if (info.tls_verify) throw new Error(NEEDS_CERTIFICATE);
    if (info.tls_required || info.tls_available) {
      const options = { hostname: tlsName, ...(ca === undefined ? {} : { caCerts: [ca] }) };
      const encrypted = await Deno.startTls(socket, options);
      this.#use(encrypted);
      await encrypted.handshake();
      this.#isEncrypted = true;
    } else if (needsTls) {
      throw new Error(NO_TLS);
    }
    this.#queue = new SendQueue(this.#socket!, (error) => this.#end(error));
  }

  /** Takes a socket, unless the connection was given up meanwhile. */
  #use(socket: Deno.TcpConn | Deno.TlsConn): void {
    this.#socket = socket;
    if (!this.#isClosed) return;
    closeOnce(socket);
    throw new Error("the connection was given up");
  }

  async #readInfo(socket: Deno.TcpConn): Promise<Record<string, unknown>> {
    const decoder = new TextDecoder();
    let text = "";
    while (!text.includes("\r\n")) {
      const buffer = new Uint8Array(4096);
      const size = await socket.read(buffer);
      if (size === null) throw new Error("it closed the connection");
      this.#start.push(buffer.subarray(0, size));
      text += decoder.decode(buffer.subarray(0, size), { stream: true });
      if (text.length > MAX_INFO_BYTES) break;
    }
    const [, json] = /^INFO\s+(\{.*\})\s*\r\n/i.exec(text) ?? [];
    if (json === undefined) throw new Error("it does not speak NATS");
    return JSON.parse(json);
  }

  /** Returns what arrives, in chunks, until the connection ends. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield* this.#start.splice(0);
    let buffer = new Uint8Array(BUFFER_BYTES);
    while (!this.#isClosed) {
      if (buffer.length < MIN_READ_BYTES) buffer = new Uint8Array(BUFFER_BYTES);
      const size = await this.#read(buffer);
      if (size === 0) return;
      try {
        yield buffer.subarray(0, size);
      } finally {
        // Also if the package wants nothing more.
        this.#input?.end();
      }
      buffer = buffer.subarray(size);
    }
  }

  /** Returns 0 at the end. */
  async #read(buffer: Uint8Array): Promise<number> {
    try {
      const size = await this.#socket!.read(buffer);
      if (size === null) this.#end();
      else this.#input?.begin();
      return size ?? 0;
    } catch (error) {
      this.#end(error as Error);
      return 0;
    }
  }

  isEncrypted(): boolean {
    return this.#isEncrypted;
  }

  send(frame: Uint8Array): void {
    if (!this.#isClosed) this.#queue?.add(frame);
  }

  /** Ends the connection at once. What is queued is thrown away. */
  close(error?: Error): Promise<void> {
    this.#end(error);
    return Promise.resolve();
  }

  disconnect(): void {
    this.#end();
  }

  discard(): void {
    this.#end();
  }

  /** Resolves when the connection has ended. */
  closed(): Promise<Error | void> {
    return this.#closed.promise;
  }

  #end(error?: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (error) this.closeError = error;
    this.#dialing.abort();
    this.#queue?.stop();
    this.#input?.end();
    if (this.#socket) closeOnce(this.#socket);
    this.#closed.resolve(error);
  }
}

function closeOnce(socket: Deno.Conn): void {
  try {
    socket.close();
  } catch {
    // It was replaced by its encrypted successor, or has ended.
  }
}
