/** What is read from and written to: a TCP connection, or what is encrypted over one. */
export type Socket = Pick<
  Deno.TcpConn,
  "remoteAddr" | "setNoDelay" | "setKeepAlive" | "read" | "write" | "closeWrite" | "close"
>;

/**
 * Why a socket is of no use, for people. It can still be closed in order: what it read next would be
 * thrown away until the peer closes, so that the peer gets what was sent last.
 */
export class SocketError extends Error {
  override name = "SocketError";
}
