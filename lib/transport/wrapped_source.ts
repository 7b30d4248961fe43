import type { Socket, SocketSource, SocketWrapper } from "./socket.ts";

/** Puts protocols on top of the connections of another source. */
export class WrappedSource implements SocketSource {
  readonly #source: SocketSource;
  readonly #wrappers: readonly SocketWrapper[];

  /** @param wrappers The protocols, the lowest first. */
  constructor(source: SocketSource, wrappers: readonly SocketWrapper[]) {
    this.#source = source;
    this.#wrappers = wrappers;
  }

  async accept(): Promise<Socket> {
    const accepted = await this.#source.accept();
    try {
      return this.#wrappers.reduce((socket, wrap) => wrap(socket), accepted);
    } catch (error) {
      accepted.close();
      throw error;
    }
  }

  close(): void {
    this.#source.close();
  }
}
