/**
 * The package that speaks NATS, which is loaded only if it is needed.
 *
 * @module
 */
import { ExpectedError } from "../../errors/expected_error.ts";
import type { HeaderBlock } from "./headers.ts";
import { type SocketOptions, SocketTransport } from "./socket_transport.ts";

/** The parts of a received message's headers that are used here. */
export interface NatsHeaders {
  /** The code of a status that NATS itself has sent; 0 for other messages. */
  readonly code: number;
  readonly description: string;
  get(name: string): string;
}

/** The parts of a received message that are used here. */
export interface NatsMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly reply?: string;
  readonly headers?: NatsHeaders;
}

/** What a NATS server says of itself. */
export interface NatsServerInfo {
  /** The name of the NATS cluster that it belongs to, if it belongs to one. */
  readonly cluster?: string;
  /** The addresses of all nodes of the NATS cluster, as `host:port`. */
  readonly connect_urls?: readonly string[];
  /** Whether it has JetStream. */
  readonly jetstream?: boolean;
  /** The maximum size of headers and payload together, in bytes. */
  readonly max_payload: number;
}

/** The parts of a connection that are used here. */
export interface NatsConnection {
  readonly info?: NatsServerInfo | undefined;
  publish(
    subject: string,
    bytes?: Uint8Array,
    options?: { reply?: string; headers?: HeaderBlock },
  ): void;
  subscribe(
    subject: string,
    options: { callback(error: Error | null, message: NatsMessage): void },
  ): { unsubscribe(): void };
  /** Resolves with the answer to a ping; does not settle if the connection ends before. */
  flush(): Promise<void>;
  stats(): { inMsgs: number; outMsgs: number; inBytes: number; outBytes: number };
  status(): AsyncIterable<{ readonly type: string; readonly error?: Error }>;
  isClosed(): boolean;
  /** Ends the connection at once. */
  close(): Promise<void>;
  /** Resolves when the connection has ended. */
  closed(): Promise<void | Error>;
}

/** The parts of the options of a connection that are used here. */
export interface NatsOptions {
  readonly servers: string;
  readonly name: string;
  /** How long connecting may take, in milliseconds. */
  readonly timeout: number;
  readonly reconnect: boolean;
  /** How often the connection is checked, in milliseconds. */
  readonly pingInterval: number;
  /** How many checks may be without an answer. */
  readonly maxPingOut: number;
  readonly ignoreClusterUpdates: boolean;
  readonly noAsyncTraces: boolean;
  /** Whether NATS keeps the connection's own messages from its subscriptions. */
  readonly noEcho: boolean;
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
  readonly authenticator?: (nonce?: string) => unknown;
  /** For the transport. */
  readonly socket: SocketOptions;
}

/** The package. */
export interface NatsPackage {
  connect(options: NatsOptions): Promise<NatsConnection>;
  credsAuthenticator(credentials: Uint8Array): (nonce?: string) => unknown;
}

/** The parts of the package's module for transports that are used here. */
interface NatsModule extends Omit<NatsPackage, "connect"> {
  readonly NatsConnectionImpl: { connect(options: NatsOptions): Promise<NatsConnection> };
  setTransportFactory(config: { factory(): SocketTransport }): void;
}

/**
 * Loads the package.
 *
 * @throws {ExpectedError} if it is not on this machine and cannot be downloaded.
 */
export async function loadNats(): Promise<NatsPackage> {
  // The type hides the name from Deno, which would otherwise download the package before every start.
  const name: string = "@nats-io/nats-core";
  try {
    const module: NatsModule = await import(`${name}/internal`);
    module.setTransportFactory({ factory: () => new SocketTransport() });
    return {
      connect: (options) => module.NatsConnectionImpl.connect(options),
      credsAuthenticator: module.credsAuthenticator,
    };
  } catch (cause) {
    throw new ExpectedError(
      `Cannot load the package "${name}": it is not on this machine and could not be downloaded`,
      { cause, hint: `Run "deno install" in Parley's folder while this machine is online.` },
    );
  }
}
