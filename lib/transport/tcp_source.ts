import type { Socket, SocketSource, SocketWrapper } from "./socket.ts";

/** Accepts TCP connections. */
export class TcpSource implements SocketSource {
  readonly #listener: Deno.TcpListener;
  readonly #wrappers: readonly SocketWrapper[];

  /** @param wrappers The protocols to put on top, the lowest first. */
  constructor(listener: Deno.TcpListener, wrappers: readonly SocketWrapper[] = []) {
    this.#listener = listener;
    this.#wrappers = wrappers;
  }

  async accept(): Promise<Socket> {
    for (;;) {
      const conn = await this.#acceptConn();
      if (conn) return this.#wrap(conn);
    }
  }

  #wrap(conn: Deno.TcpConn): Socket {
    try {
      return this.#wrappers.reduce<Socket>((socket, wrap) => wrap(socket), conn);
    } catch (error) {
      conn.close();
      throw error;
    }
  }

  close(): void {
    this.#listener.close();
  }

  /** Accepts a connection; `undefined` when its client is already gone again. */
  async #acceptConn(): Promise<Deno.TcpConn | undefined> {
    let conn: Deno.TcpConn;
    try {
      conn = await this.#listener.accept();
    } catch (error) {
      if (error instanceof Deno.errors.NotConnected) return undefined;
      throw error;
    }
    try {
      conn.setNoDelay();
      conn.setKeepAlive();
      return conn;
    } catch {
      conn.close();
      return undefined;
    }
  }
}
