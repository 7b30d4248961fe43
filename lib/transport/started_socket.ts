import type { PeerAddress, Socket } from "./socket.ts";

const NOTHING = new Uint8Array(0);

/**
 * A socket whose peer has another address than the connection below says, or whose first bytes were
 * already read.
 */
export class StartedSocket implements Socket {
  readonly remoteAddr: PeerAddress;
  readonly #socket: Socket;
  #start: Uint8Array;

  /** @param start The bytes that were read, for the first reads to return. */
  constructor(socket: Socket, remoteAddr: PeerAddress, start = NOTHING) {
    this.#socket = socket;
    this.remoteAddr = remoteAddr;
    this.#start = start;
  }

  get refusal(): string | undefined {
    return this.#socket.refusal;
  }

  read(buffer: Uint8Array): Promise<number | null> {
    if (this.#start.length === 0) return this.#socket.read(buffer);
    const part = this.#start.subarray(0, buffer.length);
    buffer.set(part);
    this.#start = part.length < this.#start.length ? this.#start.subarray(part.length) : NOTHING;
    return Promise.resolve(part.length);
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
