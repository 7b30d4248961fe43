/**
 * A proxy that shows what a client and a server send each other, and disturbs it on request.
 *
 * @module
 */
import { formatAddress } from "../../transport/address.ts";
import type { Listening } from "../../transport/listen.ts";
import type { Socket } from "../../transport/socket.ts";
import { TcpSource } from "../../transport/tcp_source.ts";
import { connect, type ServerAddress } from "../shared/connect.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import { Bridge, type BridgeOptions } from "./bridge.ts";

/** How many connections run at once. Later ones wait until one of these is closed. */
const MAX_CONNECTIONS = 256;

/** The pause after the system refused to accept a connection, in milliseconds. */
const ACCEPT_RETRY_MS = 100;

/** The options of a {@linkcode Wire}. */
export interface WireOptions extends BridgeOptions {
  readonly listening: Listening;
  readonly server: ServerAddress;
}

/** Accepts clients, and connects each to the server. */
export class Wire {
  readonly #options: WireOptions;
  readonly #source: TcpSource;
  readonly #bridges = new Set<Bridge>();
  #accepted = 0;
  #open = 0;
  #onClosed = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<never>();
  #isStopping = false;

  constructor(options: WireOptions) {
    this.#options = options;
    this.#source = new TcpSource(options.listening.listeners[0]!);
    // It may reject while nothing awaits it.
    this.#failed.promise.catch(() => {});
  }

  /**
   * Runs until {@linkcode stop} is called, or until the reader of the output is gone.
   *
   * @throws {ExpectedError} if the recording cannot be written.
   */
  async run(): Promise<void> {
    const { view } = this.#options;
    view.broken.then(() => this.stop());
    try {
      await Promise.race([this.#acceptAll(), this.#failed.promise]);
    } finally {
      this.stop();
      await view.flushed();
    }
  }

  /** Accepts no more clients, and closes all connections. */
  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#source.close();
    this.#onClosed.resolve();
    for (const bridge of this.#bridges) bridge.close();
  }

  async #acceptAll(): Promise<void> {
    while (!this.#isStopping) {
      if (this.#open >= MAX_CONNECTIONS) {
        await this.#onClosed.promise;
        continue;
      }
      const client = await this.#source.accept().catch(() => undefined);
      if (client) this.#serve(client, ++this.#accepted).catch(this.#failed.reject);
      else await new Promise((resolve) => setTimeout(resolve, ACCEPT_RETRY_MS));
    }
  }

  async #serve(client: Socket, number: number): Promise<void> {
    const { view, server } = this.#options;
    this.#open++;
    view.show(number, undefined, `connected from ${formatAddress(client.remoteAddr)}`);
    try {
      const bridge = new Bridge(number, { client, server: await connect(server) }, this.#options);
      this.#bridges.add(bridge);
      if (this.#isStopping) bridge.close();
      await bridge.run().finally(() => this.#bridges.delete(bridge));
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      view.show(number, undefined, error.message);
      client.close();
      view.show(number, undefined, "closed");
    } finally {
      this.#open--;
      this.#onClosed.resolve();
      this.#onClosed = Promise.withResolvers();
    }
  }
}
