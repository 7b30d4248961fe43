/**
 * TLS and plaintext on one port. The rules are in `docs/protocols/one-port.md`.
 *
 * @module
 */
import type { SecureContext } from "node:tls";
import type { PeerAddress, Socket } from "./socket.ts";
import { TlsSocket } from "./tls_socket.ts";

/** The first byte of a TLS connection: the type of a handshake record. */
const HANDSHAKE_RECORD = 0x16;

/** The reason why a connection in plaintext is refused. */
const TLS_ONLY = "this port speaks TLS only";

/** A socket that speaks TLS if the connection's first byte asks for it, else passes bytes through. */
export class FirstByteSocket implements Socket {
  readonly remoteAddr: PeerAddress;
  readonly #plain: Socket;
  readonly #context: SecureContext;
  readonly #allowsPlaintext: boolean;
  #tls: TlsSocket | undefined;
  #isDecided = false;
  #refusal: string | undefined;

  constructor(plain: Socket, context: SecureContext, allowsPlaintext: boolean) {
    this.#plain = plain;
    this.remoteAddr = plain.remoteAddr;
    this.#context = context;
    this.#allowsPlaintext = allowsPlaintext;
  }

  get refusal(): string | undefined {
    return this.#refusal;
  }

  get #socket(): Socket {
    return this.#tls ?? this.#plain;
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.#isDecided ? this.#socket.read(buffer) : this.#decide(buffer);
  }

  async #decide(buffer: Uint8Array): Promise<number | null> {
    const count = await this.#plain.read(buffer);
    if (count === null) return null;
    this.#isDecided = true;
    if (buffer[0] === HANDSHAKE_RECORD) {
      this.#tls = TlsSocket.accept(this.#plain, buffer.slice(0, count), this.#context);
      return await this.#tls.read(buffer);
    }
    // The bytes are passed on, so that the client can be told in its own protocol.
    if (!this.#allowsPlaintext) this.#refusal = TLS_ONLY;
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
}
