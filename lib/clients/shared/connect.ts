import type { Socket } from "../../transport/socket.ts";
import type { Trust } from "./trust.ts";

/** Where a server is, and how one can be sure of it: over TLS, or not at all. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly trust?: Trust | undefined;
}

/** Where a server is looked for when nobody says where it is. */
export const DEFAULT_SERVER = { host: "127.0.0.1", port: 55555 } as const;

/**
 * How long a server may take for its last replies after the end of input, in milliseconds: longer where
 * so many bytes were sent that some may still be on their way.
 */
const LINGER = 500;
const LONG_LINGER = 5000;
const MANY_BYTES = 64 * 1024;

const sentBytes = new WeakMap<Socket, number>();

/**
 * Connects to a server by whichever of its addresses answers, without delay on small writes.
 *
 * @throws {SocketError} when it is not trusted.
 */
export async function connect({ host, port, trust }: ServerAddress): Promise<Socket> {
  const conn = await Deno.connect({ hostname: host, port });
  conn.setNoDelay();
  if (!trust) return conn;
  const { secure } = await import("./secure.ts");
  return await secure(conn, host, trust);
}

/** Writes all of `bytes`. */
export async function writeAll(conn: Socket, bytes: Uint8Array): Promise<void> {
  sentBytes.set(conn, (sentBytes.get(conn) ?? 0) + bytes.length);
  for (let written = 0; written < bytes.length;) {
    written += await conn.write(bytes.subarray(written));
  }
}

/**
 * Takes all that a server sends until its connection ends, however it ends.
 *
 * @param take Gets the bytes of each read, which are only good until it resolves.
 */
export async function readAll(
  conn: Socket,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const buffer = new Uint8Array(16 * 1024);
  for (;;) {
    // A server that resets the connection is as gone as one that closes it.
    const count = await conn.read(buffer).catch(() => null);
    if (count === null) return;
    await take(buffer.subarray(0, count));
  }
}

/**
 * Says that nothing more will be sent, and waits for the server's last replies. To close at once, with
 * replies unread, would reset the connection and lose what was sent.
 *
 * @param ended Resolves when the server has closed.
 */
export async function finish(conn: Socket, ended: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const isMuch = (sentBytes.get(conn) ?? 0) > MANY_BYTES;
  const timer = setTimeout(late.resolve, isMuch ? LONG_LINGER : LINGER);
  // Over TLS that has to be written, too, for which the server may let us wait.
  const closed = conn.closeWrite().catch(() => {});
  await Promise.race([closed.then(() => ended), late.promise]);
  clearTimeout(timer);
}
