/**
 * Connecting to a server, and the connection's bytes. The loops that read and write are our own, as
 * Deno would fetch a package with them before the first start, perhaps without the internet.
 *
 * @module
 */
import type { Socket } from "../../transport/socket.ts";
import { ConnectionError } from "./connection_error.ts";
import type { HeartbeatOptions } from "./heartbeat.ts";
import { CONNECT_TIMEOUT_MS, dial } from "./dial.ts";
import { rethrowBug } from "./rethrow_bug.ts";
import { DEFAULT_TIMEOUT_MS, within } from "./timeout.ts";
import type { Trust } from "./trust.ts";
import { watchPeer } from "./watch_peer.ts";

/** The address of a server, and how to verify its identity. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** Connect over TLS to a server that this trusts; without it, connect in plaintext. */
  readonly trust?: Trust | undefined;
  /** Called once if connecting takes longer than half a second. */
  readonly onSlow?: (() => void) | undefined;
  /** How long to wait for the connection, and for each answer, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** How long to wait for the connection alone, in milliseconds, if that is shorter. */
  readonly connectTimeoutMs?: number;
  /** How long the server may be unreachable, in seconds; 55 by default. */
  readonly peerTimeoutS?: number;
  /** When to send pings in the messenger dialect, where their defaults do not fit. */
  readonly heartbeat?: Pick<HeartbeatOptions, "pingAfterMs" | "deadAfterMs">;
}

/** The chat server to connect to by default. */
export const DEFAULT_SERVER = { host: "127.0.0.1", port: 55555 } as const;

/** How long to wait for each of a server's last replies after the end of input. */
const LINGER_MS = 1000;

/** The same after {@linkcode LONG_LINGER_BYTES} were sent: some may still be on their way. */
const LONG_LINGER_MS = 5000;
const LONG_LINGER_BYTES = 64 * 1024;

/** How long to wait for all of them: others may talk without end. */
const MAX_LINGER_MS = 10_000;

const READ_BUFFER_BYTES = 16 * 1024;

const sentBytes = new WeakMap<Socket, number>();
/** When something was last read, by `performance.now()`. */
const readAt = new WeakMap<Socket, number>();

/**
 * Connects to a server by any of its addresses that answers. Small writes are sent without delay.
 *
 * @throws {ConnectionError} when the server is unreachable or not trusted.
 */
export async function connect(server: ServerAddress): Promise<Socket> {
  const timeoutMs = connectTimeoutOf(server);
  const abort = new AbortController();
  const connected = open(server, abort.signal);
  try {
    return await within(timeoutMs, connected, () => {
      // What happens to the attempt from now on matters to nobody.
      connected.then((socket) => socket.close(), () => {});
      abort.abort();
      return new Deno.errors.TimedOut(`no answer within ${timeoutMs / 1000} s`);
    });
  } catch (error) {
    rethrowBug(error);
    throw new ConnectionError("unreachable", server, error);
  }
}

async function open(server: ServerAddress, signal: AbortSignal): Promise<Socket> {
  const { host, trust, peerTimeoutS } = server;
  const timeoutMs = Math.min(connectTimeoutOf(server), CONNECT_TIMEOUT_MS);
  const conn = await dial({ ...server, timeoutMs, signal });
  conn.setNoDelay();
  watchPeer(conn, peerTimeoutS);
  if (!trust) return conn;
  const { startTls } = await import("./tls.ts");
  return await startTls(conn, host, trust, signal);
}

function connectTimeoutOf({ timeoutMs, connectTimeoutMs }: ServerAddress): number {
  return Math.min(timeoutMs ?? DEFAULT_TIMEOUT_MS, connectTimeoutMs ?? Infinity);
}

/** Writes all of `bytes`. Returns whether that worked: it does not once the connection has failed. */
export async function writeAll(conn: Socket, bytes: Uint8Array): Promise<boolean> {
  sentBytes.set(conn, (sentBytes.get(conn) ?? 0) + bytes.length);
  for (let written = 0; written < bytes.length;) {
    const count = await conn.write(bytes.subarray(written)).catch(rethrowBug);
    if (count === undefined) return false;
    written += count;
  }
  return true;
}

/**
 * Reads until the connection ends. A server that resets it is as gone as one that closes it.
 *
 * @param onBytes Gets the bytes of each read; they are valid until its promise resolves.
 */
export async function readAll(
  conn: Socket,
  onBytes: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const buffer = new Uint8Array(READ_BUFFER_BYTES);
  for (;;) {
    const count = await conn.read(buffer).catch(rethrowBug) ?? null;
    if (count === null) return;
    readAt.set(conn, performance.now());
    await onBytes(buffer.subarray(0, count));
  }
}

/**
 * Closes the writing side and waits for the server's last replies, as long as they come. Closing both
 * sides with unread replies would reset the connection and lose the sent bytes.
 *
 * @param ended Resolves when the server has closed the connection.
 */
export async function finish(conn: Socket, ended: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const isLong = (sentBytes.get(conn) ?? 0) > LONG_LINGER_BYTES;
  const lingerMs = isLong ? LONG_LINGER_MS : LINGER_MS;
  const start = performance.now();
  const look = () => {
    const waitedMs = performance.now() - start;
    const silentMs = performance.now() - Math.max(start, readAt.get(conn) ?? 0);
    const restMs = Math.min(lingerMs - silentMs, MAX_LINGER_MS - waitedMs);
    if (restMs <= 0) late.resolve();
    else timer = setTimeout(look, restMs);
  };
  let timer = setTimeout(look, lingerMs);
  // Over TLS this writes, too, and waits for a server that does not read.
  const closed = conn.closeWrite().catch(rethrowBug);
  try {
    await Promise.race([closed.then(() => ended), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
