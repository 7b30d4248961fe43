/**
 * Listening for TCP connections, on one address or on all of them.
 *
 * @module
 */
import { ListenError } from "./listen_error.ts";

/** The length of the queue of new connections: the clients of a classroom all connect at once. */
const TCP_BACKLOG = 4096;

/** How often to ask for a port that is free in both families. */
const MAX_PORT_TRIES = 16;

/** The addresses that stand for all addresses of a family. */
const ANY_IPV4 = "0.0.0.0";
const ANY_IPV6 = "::";

/** The sockets that listen on one port. */
export interface Listening {
  readonly listeners: readonly Deno.TcpListener[];
  /** The addresses, one for each family. A single socket may serve both. */
  readonly hostnames: readonly string[];
  readonly port: number;
}

/**
 * Listens on one address.
 *
 * @throws {ListenError} if the system refuses.
 */
export function listenOn(hostname: string, port: number): Listening {
  const listener = listen(hostname, port);
  return listening([listener], [listener.addr.hostname]);
}

/**
 * Listens on all addresses, of both families where the system has both.
 *
 * @throws {ListenError} if the system refuses.
 */
export function listenOnAll(port: number): Listening {
  for (let tries = 1;; tries++) {
    const ipv6 = tryToListen(port);
    if (!ipv6) return listenOn(ANY_IPV4, port);
    try {
      // A system on which that works has a socket for each family.
      return listening([listen(ANY_IPV4, ipv6.addr.port), ipv6]);
    } catch (error) {
      if (isInUse(error) && isDualStack()) return listening([ipv6]);
      ipv6.close();
      if (port !== 0 || !isInUse(error) || tries === MAX_PORT_TRIES) throw error;
    }
  }
}

function listening(
  listeners: readonly Deno.TcpListener[],
  hostnames: readonly string[] = [ANY_IPV4, ANY_IPV6],
): Listening {
  return { listeners, hostnames, port: listeners[0]!.addr.port };
}

/** Listens on all IPv6 addresses. Returns `undefined` if this machine or process cannot do that. */
function tryToListen(port: number): Deno.TcpListener | undefined {
  try {
    return listen(ANY_IPV6, port);
  } catch (error) {
    if (!isInUse(error)) return undefined;
    // If the port is taken in both families, the error names the one that more people know.
    listen(ANY_IPV4, port).close();
    throw error;
  }
}

/** Reports whether a socket for all IPv6 addresses receives IPv4 connections as well. */
function isDualStack(): boolean {
  const ipv6 = listen(ANY_IPV6, 0);
  try {
    listen(ANY_IPV4, ipv6.addr.port).close();
    return false;
  } catch (error) {
    return isInUse(error);
  } finally {
    ipv6.close();
  }
}

function isInUse(error: unknown): boolean {
  return error instanceof ListenError && error.cause instanceof Deno.errors.AddrInUse;
}

function listen(hostname: string, port: number): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port, tcpBacklog: TCP_BACKLOG });
  } catch (error) {
    throw new ListenError({ hostname, port }, error);
  }
}
