/**
 * TLS and plaintext on one port: the rule is that of `docs/protocols/one-port.md`.
 *
 * @module
 */
import type { SecureContext } from "node:tls";
import { type Socket, SocketError } from "./socket.ts";
import { TlsSocket } from "./tls_socket.ts";

/** The first byte of TLS: a record that holds a part of a handshake. */
const HANDSHAKE_RECORD = 0x16;

/** An accepted connection of which the first byte tells whether TLS is spoken on it. */
export class FirstByteSocket implements Socket {
  readonly remoteAddr: Deno.NetAddr;
  readonly #conn: Deno.TcpConn;
  readonly #context: SecureContext;
  readonly #takesPlaintext: boolean;
  #tls: TlsSocket | undefined;
  #isTold = false;

  constructor(conn: Deno.TcpConn, context: SecureContext, takesPlaintext: boolean) {
    this.#conn = conn;
    this.remoteAddr = conn.remoteAddr;
    this.#context = context;
    this.#takesPlaintext = takesPlaintext;
  }

  get #socket(): Socket {
    return this.#tls ?? this.#conn;
  }

  /** @throws {SocketError} when TLS fails, or is not spoken where it has to be. */
  read(buffer: Uint8Array): Promise<number | null> {
    return this.#isTold ? this.#socket.read(buffer) : this.#tell(buffer);
  }

  async #tell(buffer: Uint8Array): Promise<number | null> {
    const count = await this.#conn.read(buffer);
    if (count === null) return null;
    this.#isTold = true;
    if (buffer[0] === HANDSHAKE_RECORD) {
      this.#tls = TlsSocket.accept(this.#conn, buffer.slice(0, count), this.#context);
      return await this.#tls.read(buffer);
    }
    if (!this.#takesPlaintext) throw new SocketError("only TLS is taken here");
    return count;
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#socket.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.#socket.closeWrite();
  }

  close(): void {
    this.#socket.close();
  }

  setNoDelay(on?: boolean): void {
    this.#conn.setNoDelay(on);
  }

  setKeepAlive(on?: boolean): void {
    this.#conn.setKeepAlive(on);
  }
}
