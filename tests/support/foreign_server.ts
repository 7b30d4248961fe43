/**
 * What a foreign server does with a connection. When it returns, the connection is closed.
 *
 * @param stopped Resolves when the test is over.
 */
export type Behaviour = (conn: Deno.TcpConn, stopped: Promise<void>) => Promise<void>;

/** A server on a free port of 127.0.0.1 that does what a test says, whatever its clients send. */
export class ForeignServer implements AsyncDisposable {
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #stopped = Promise.withResolvers<void>();
  readonly #served: Promise<void>;

  constructor(behave: Behaviour) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#served = this.#serve(behave);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.#stopped.resolve();
    for (const conn of this.#connections) close(conn);
    await this.#served;
  }

  async #serve(behave: Behaviour): Promise<void> {
    const all: Promise<void>[] = [];
    for await (const conn of this.#listener) {
      this.#connections.add(conn);
      // The client may have gone, which is no matter of the server.
      all.push(behave(conn, this.#stopped.promise).catch(() => {}).finally(() => close(conn)));
    }
    await Promise.all(all);
  }
}

function close(conn: Deno.TcpConn): void {
  try {
    conn.close();
  } catch {
    // It is closed already.
  }
}

/** Reads until the client closes its side. */
export async function readToEnd(conn: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  while (await conn.read(buffer) !== null);
}

/** Sends all of a text or of bytes. */
export async function say(conn: Deno.TcpConn, text: string | Uint8Array): Promise<void> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** Returns the behaviour of a server that says a text for each line of its client, in turn. */
export function answers(...texts: readonly string[]): Behaviour {
  return async (conn) => {
    const buffer = new Uint8Array(64 * 1024);
    let next = 0;
    for (;;) {
      const count = await conn.read(buffer);
      if (count === null) return;
      for (const byte of buffer.subarray(0, count)) {
        if (byte === 0x0a && next < texts.length) await say(conn, texts[next++]!);
      }
    }
  };
}
