/** How a small server treats the bytes on the wire. All of these are correct. */
export interface Manners {
  /** How long the server waits before it handles a read. */
  readonly delayMs?: number;
  /** Whether each byte is written on its own. */
  readonly isBytewise?: boolean;
}

/** A connection to a small server: what it holds of an incomplete message, and its writes. */
export class SmallConnection {
  /** The bytes of a message whose rest has not come. */
  held = new Uint8Array(0);
  #writes = Promise.resolve();
  readonly #conn: Deno.TcpConn;
  readonly #manners: Manners;

  constructor(conn: Deno.TcpConn, manners: Manners) {
    this.#conn = conn;
    this.#manners = manners;
  }

  /** Writes bytes after those that were written before. */
  write(bytes: Uint8Array): void {
    const size = this.#manners.isBytewise ? 1 : bytes.length;
    this.#writes = this.#writes.then(async () => {
      for (let at = 0; at < bytes.length;) {
        at += await this.#conn.write(bytes.subarray(at, at + size));
      }
    }).catch(() => {});
  }

  /** Closes the connection behind everything that was written. */
  close(): void {
    this.#writes.then(() => this.#conn.close()).catch(() => {});
  }
}

/**
 * A chat server that shares no code with Parley, as small as its assignment allows. Subclasses speak
 * a dialect. Faults can be put into them by name.
 */
export abstract class SmallServer<C extends SmallConnection> implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #conns = new Set<Deno.TcpConn>();
  readonly #tasks = new Set<Promise<void>>();
  readonly manners: Manners;

  constructor(manners: Manners, port = 0) {
    this.manners = manners;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port });
    this.#start(this.#acceptAll());
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  protected abstract connected(conn: Deno.TcpConn): C;
  protected abstract received(connection: C, bytes: Uint8Array): void;
  protected abstract disconnected(connection: C): void;

  /** Ends the server as a crash would. */
  crash(): void {
    try {
      this.#listener.close();
    } catch {
      // It has crashed before.
    }
    for (const conn of this.#conns) close(conn);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.crash();
    await Promise.all(this.#tasks);
  }

  #start(task: Promise<void>): void {
    this.#tasks.add(task);
    task.then(() => this.#tasks.delete(task));
  }

  async #acceptAll(): Promise<void> {
    for (;;) {
      const conn = await this.#listener.accept().catch(() => undefined);
      if (conn === undefined) return;
      this.#conns.add(conn);
      this.#start(this.#serve(conn));
    }
  }

  async #serve(conn: Deno.TcpConn): Promise<void> {
    conn.setNoDelay();
    const connection = this.connected(conn);
    const buffer = new Uint8Array(64 * 1024);
    for (;;) {
      const count = await conn.read(buffer).catch(() => null);
      if (count === null) break;
      const { delayMs = 0 } = this.manners;
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      this.received(connection, buffer.slice(0, count));
    }
    this.disconnected(connection);
    this.#conns.delete(conn);
    close(conn);
  }
}

function close(conn: Deno.TcpConn): void {
  try {
    conn.close();
  } catch {
    // It is closed already.
  }
}

/** Joins what is held of a message and the bytes that follow. */
export function joined(held: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(held.length + bytes.length);
  both.set(held);
  both.set(bytes, held.length);
  return both;
}
