import { ExpectedError } from "../errors/expected_error.ts";

/** The address that a peer has on the network. */
export interface PeerAddress {
  readonly hostname: string;
  readonly port: number;
}

/**
 * A two-way stream of bytes to one peer: a TCP connection, or a protocol spoken over one. At most
 * one read and one write may be pending at a time.
 */
export interface Socket {
  readonly remoteAddr: PeerAddress;

  /** Why the peer may not use the connection, if it may not; known after the first read. */
  readonly refusal?: string | undefined;

  /** What carries the bytes, if it is not TCP or TLS itself: `websocket`. Known after the first read. */
  readonly transport?: string | undefined;

  /**
   * Reads at least one byte, as soon as there are any, and at most `buffer.length`.
   *
   * @returns the number of bytes, or `null` once the peer has closed its side.
   * @throws {SocketError} when the peer broke the rules of a protocol, or wanted no more than an
   * answer that it has got. Later reads give bytes without a meaning. The caller discards them until
   * the peer closes, within its rate limit, so that the last bytes sent to the peer arrive.
   */
  read(buffer: Uint8Array): Promise<number | null>;

  /** Writes at least one of the bytes, once the peer takes any; returns how many. */
  write(bytes: Uint8Array): Promise<number>;

  /** Closes this side, behind everything written so far. */
  closeWrite(): Promise<void>;

  /** Closes both sides at once. A pending read or write rejects. */
  close(): void;
}

/** A place that accepted connections come from. */
export interface SocketSource {
  /**
   * Waits for the next connection.
   *
   * @throws when the system cannot accept one now, or the source is closed.
   */
  accept(): Promise<Socket>;

  /** Accepts no more connections. */
  close(): void;
}

/**
 * Puts a protocol on top of a socket. A wrapper that looks at a connection's first bytes passes the
 * socket through when they are not its own, so that several wrappers make a chain.
 */
export type SocketWrapper = (socket: Socket) => Socket;

/** The reason why nothing more comes from a peer, in words of a protocol below the chat, such as TLS. */
export class SocketError extends ExpectedError {
  override name = "SocketError";
}
