import { plainAddress } from "./ip_address.ts";
import type { Socket, SocketSource } from "./socket.ts";
import { StartedSocket } from "./started_socket.ts";

/** Accepts TCP connections. */
export class TcpSource implements SocketSource {
  readonly #listener: Deno.TcpListener;

  constructor(listener: Deno.TcpListener) {
    this.#listener = listener;
  }

  async accept(): Promise<Socket> {
    for (;;) {
      const conn = await this.#acceptConn();
      if (conn) return withPlainAddress(conn);
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

function withPlainAddress(conn: Deno.TcpConn): Socket {
  const { hostname, port } = conn.remoteAddr;
  const plain = plainAddress(hostname);
  return plain === hostname ? conn : new StartedSocket(conn, { hostname: plain, port });
}
