/**
 * The interfaces between a connection and the protocol that is spoken on it.
 *
 * @module
 */
import type { Timer } from "./clock.ts";

/** The protocol's side of one connection. */
export interface Session {
  /**
   * Takes the next bytes of the stream, which are valid during the call only. When it returns a
   * promise, the connection is not read until that resolves.
   */
  receive(bytes: Uint8Array): Promise<void> | void;

  /** Learns that the connection has ended: nothing more will be received, and nothing sent arrives. */
  close(): void;

  /** Tells the client why the server ends the connection, if the protocol has words for that. */
  explainEnd?(reason: string): void;

  /** Tells the client that the server stops, if the protocol has words for that. */
  explainStop?(reason: string): void;
}

/** A session with the facts that the server itself wants to know. */
export interface ConnectionHandler extends Session {
  /** The name that the client has given itself, for the operator. */
  readonly name?: string | undefined;
  /** The protocol that the client speaks. */
  readonly dialect?: string | undefined;

  /** @param hasMore Whether more bytes are probably at hand, which may be taken together with these. */
  receive(bytes: Uint8Array, hasMore?: boolean): Promise<void> | void;

  /** Learns that the client has been silent for the longest time that it may. */
  onIdle(): void;

  /** Learns that nothing more will be received, because of the protocol below: the connection ends. */
  onSocketError?(reason: string): void;
}

/** The connection's side, as its session sees it. */
export interface Outlet {
  /** Queues bytes for this connection alone, behind everything that is queued for it already. */
  send(bytes: Uint8Array): void;

  /** Ends the connection once everything queued is sent. Later input is discarded. */
  end(reason: string): void;

  /** Runs `callback` once, after so many milliseconds, unless the connection ends before. */
  setTimer(delayMs: number, callback: () => void): Timer;
}
