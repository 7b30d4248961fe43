/**
 * Passes bytes on between clients and a server, on a port of 127.0.0.1. Of several servers, each connection
 * gets the next one.
 */
export class Relay implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #conns: Deno.TcpConn[] = [];
  readonly #serverPorts: readonly number[];
  #accepted = 0;
  readonly port = this.#listener.addr.port;
  /** Whether clients that connect are lost at once. */
  isDown = false;

  constructor(...serverPorts: number[]) {
    this.#serverPorts = serverPorts;
    this.#run();
  }

  async #run(): Promise<void> {
    for await (const client of this.#listener) {
      const port = this.#serverPorts[this.#accepted++ % this.#serverPorts.length]!;
      const address = { hostname: "127.0.0.1", port };
      const server = this.isDown ? undefined : await Deno.connect(address).catch(() => undefined);
      if (!server) {
        // The network is down, or the server has just ended.
        closeOnce(client);
        continue;
      }
      this.#conns.push(client, server);
      pass(client, server);
      pass(server, client);
    }
  }

  /** Ends the clients' connections. The server does not notice. */
  loseClients(): void {
    for (let at = 0; at < this.#conns.length; at += 2) closeOnce(this.#conns[at]!);
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    for (const conn of this.#conns) closeOnce(conn);
  }
}

async function pass(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(4096);
  try {
    for (let size = await from.read(buffer); size !== null; size = await from.read(buffer)) {
      await to.write(buffer.slice(0, size));
    }
    await to.closeWrite();
  } catch {
    // One side is closed.
  }
}

function closeOnce(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // It is closed.
  }
}
