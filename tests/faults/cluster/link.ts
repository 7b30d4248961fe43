/** How a link is cut: packets are lost in silence, or connections are reset. */
export type Cut = "silence" | "reset";

/** A connection through a link. */
interface Pair {
  readonly client: Deno.TcpConn;
  readonly target: Deno.TcpConn;
}

/** The network between two programs: passes bytes on from a port of 127.0.0.1, and can be cut. */
export class Link implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly port = this.#listener.addr.port;
  readonly #targetPort: number;
  readonly #pairs = new Set<Pair>();
  #cut: Cut | undefined;
  /** Resolves when the link is whole again. */
  #mended = Promise.withResolvers<void>();

  constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#mended.resolve();
    this.#run();
  }

  /** Lets nothing through until {@linkcode mend}. What is on its way in silence arrives afterwards. */
  cut(how: Cut): void {
    if (!this.#cut) this.#mended = Promise.withResolvers();
    this.#cut = how;
    if (how === "reset") this.#closeAll();
  }

  mend(): void {
    this.#cut = undefined;
    this.#mended.resolve();
  }

  async #run(): Promise<void> {
    for await (const client of this.#listener) this.#connect(client);
  }

  async #connect(client: Deno.TcpConn): Promise<void> {
    if (this.#cut === "reset") return closeOnce(client);
    await this.#mended.promise;
    const address = { hostname: "127.0.0.1", port: this.#targetPort };
    const target = await Deno.connect(address).catch(() => undefined);
    if (!target) return closeOnce(client);
    const pair = { client, target };
    this.#pairs.add(pair);
    await Promise.all([this.#pass(client, target), this.#pass(target, client)]);
    this.#close(pair);
  }

  async #pass(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let size = await from.read(buffer); size !== null; size = await from.read(buffer)) {
        await this.#mended.promise;
        for (let at = 0; at < size;) at += await to.write(buffer.subarray(at, size));
      }
      await this.#mended.promise;
      await to.closeWrite();
    } catch {
      // One side is closed: the other learns it, too.
      await this.#mended.promise;
      closeOnce(from);
      closeOnce(to);
    }
  }

  #closeAll(): void {
    for (const pair of this.#pairs) this.#close(pair);
  }

  #close(pair: Pair): void {
    this.#pairs.delete(pair);
    closeOnce(pair.client);
    closeOnce(pair.target);
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    this.#closeAll();
    this.mend();
  }
}

function closeOnce(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // It is closed.
  }
}
