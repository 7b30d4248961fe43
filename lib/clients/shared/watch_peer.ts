import { isInteractive } from "../../terminal/capabilities.ts";
import { maySetPeerTimeout, setPeerTimeout } from "../../transport/keep_alive.ts";

/** How long a client leaves the system's library alone, in milliseconds: its first bytes come first. */
const DELAY_MS = 200;

/**
 * Has the system probe a silent connection, so that a client that only listens learns within a minute
 * that its server is gone.
 */
export function watchPeer(conn: Deno.TcpConn, seconds?: number): void {
  conn.setKeepAlive();
  if (!maySetPeerTimeout()) return;
  const { port } = conn.localAddr;
  // A server may let a program wait for longer that sends more than its rate.
  const set = () => setPeerTimeout(port, { seconds, whileSending: isInteractive() });
  Deno.unrefTimer(setTimeout(set, DELAY_MS));
}
