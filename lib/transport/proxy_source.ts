import { parseProxyHeader } from "./proxy_header.ts";
import { type PeerAddress, type Socket, SocketError, type SocketSource } from "./socket.ts";
import { StartedSocket } from "./started_socket.ts";

/** How long a proxy may take to send its header, in milliseconds. */
const HEADER_TIMEOUT_MS = 5000;

/** How many connections may wait for their headers. Further ones are accepted later. */
const MAX_PENDING = 1000;

/** The size of the first read, in bytes: enough for the headers that proxies send. */
const READ_BYTES = 512;

/** The options of a {@linkcode ProxySource}. */
export interface ProxyOptions {
  /** Returns whether an address is a proxy's: its connections start with a header. */
  isProxy(hostname: string): boolean;
  /** Learns that a connection was closed because a proxy did not send a header. */
  onRefused(proxy: PeerAddress, reason: SocketError): void;
  readonly timeoutMs?: number;
}

/**
 * Replaces the address of a proxy by that of its client, which a header of the PROXY protocol tells.
 * Connections from other addresses pass as they are, whatever they start with.
 */
export class ProxySource implements SocketSource {
  readonly #source: SocketSource;
  readonly #options: ProxyOptions;
  readonly #pending = new Set<Socket>();
  readonly #ready: Socket[] = [];
  #accepting: Promise<void> | undefined;
  /** Resolves when a pending connection is ready or closed. */
  #change = Promise.withResolvers<void>();
  #isClosed = false;

  constructor(source: SocketSource, options: ProxyOptions) {
    this.#source = source;
    this.#options = options;
  }

  async accept(): Promise<Socket> {
    for (;;) {
      const socket = this.#ready.shift();
      if (socket) return socket;
      const changed = this.#change.promise;
      if (this.#pending.size >= MAX_PENDING) await changed;
      else await Promise.race([this.#acceptNext(), changed]);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#source.close();
    for (const socket of [...this.#pending, ...this.#ready]) socket.close();
    this.#ready.length = 0;
    this.#wake();
  }

  /** Accepts one connection. Calls share the pending one. */
  #acceptNext(): Promise<void> {
    if (this.#accepting) return this.#accepting;
    const accepting = this.#accepting = this.#source.accept()
      .then((socket) => this.#admit(socket))
      .finally(() => this.#accepting = undefined);
    // Nobody may be waiting when it fails. The next call then fails in the same way.
    accepting.catch(() => {});
    return accepting;
  }

  #admit(socket: Socket): void {
    if (this.#isClosed) return socket.close();
    if (!this.#options.isProxy(socket.remoteAddr.hostname)) return void this.#ready.push(socket);
    this.#pending.add(socket);
    this.#readHeader(socket).then((ready) => {
      if (!this.#isClosed && ready) this.#ready.push(ready);
    }).finally(() => {
      this.#pending.delete(socket);
      this.#wake();
    });
  }

  /** Returns the client's connection, or `undefined` if it had to be closed. Never rejects. */
  async #readHeader(socket: Socket): Promise<Socket | undefined> {
    const { timeoutMs = HEADER_TIMEOUT_MS, onRefused } = this.#options;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      socket.close();
    }, timeoutMs);
    try {
      return await readClient(socket);
    } catch (error) {
      const reason = isLate ? tooLate(timeoutMs) : error;
      if (reason instanceof SocketError) onRefused(socket.remoteAddr, reason);
      if (!isLate && !this.#isClosed) socket.close();
    } finally {
      clearTimeout(timer);
    }
  }

  #wake(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }
}

/**
 * Reads the header of a connection.
 *
 * @throws {SocketError} if there is none. Other errors are the network's.
 */
async function readClient(socket: Socket): Promise<Socket> {
  let bytes = new Uint8Array(READ_BYTES);
  for (let held = 0;;) {
    if (held === bytes.length) bytes = enlarged(bytes);
    const count = await socket.read(bytes.subarray(held));
    if (count === null) {
      // A load balancer checks in this way whether the server is there.
      if (held === 0) throw new Error("closed without a byte");
      throw new SocketError("it closed the connection within its PROXY header");
    }
    held += count;
    const header = parseProxyHeader(bytes.subarray(0, held));
    if (!header) continue;
    const client = header.client ?? socket.remoteAddr;
    return new StartedSocket(socket, client, bytes.slice(header.length, held));
  }
}

function enlarged(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * bytes.length);
  larger.set(bytes);
  return larger;
}

function tooLate(timeoutMs: number): SocketError {
  return new SocketError(`it sent no PROXY header within ${timeoutMs / 1000} seconds`);
}
