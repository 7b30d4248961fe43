/**
 * The connections with which the doctor looks at a chat server.
 *
 * @module
 */
import type { TLSSocket } from "node:tls";
import { type Socket, SocketError } from "../../transport/socket.ts";
import { rethrowBug } from "../shared/rethrow_bug.ts";
import { within } from "../shared/timeout.ts";
import type { CertificateFacts } from "./certificate_finding.ts";

/** How long the doctor waits for a server at each step, in milliseconds. */
export const STEP_TIMEOUT_MS = 3000;

/** An attempt to connect to one address of a server. */
export interface Attempt {
  readonly address: string;
  /** The reason, if the attempt failed. */
  readonly error?: unknown;
}

/** Tries to connect to an address, and closes the connection. */
export async function tryAddress(address: string, port: number): Promise<Attempt> {
  try {
    (await open(address, port)).close();
    return { address };
  } catch (error) {
    rethrowBug(error);
    return { address, error };
  }
}

/**
 * Opens a connection.
 *
 * @throws the system's error, or a `TimeoutError`.
 */
export async function open(hostname: string, port: number): Promise<Deno.TcpConn> {
  const signal = AbortSignal.timeout(STEP_TIMEOUT_MS);
  const conn = await Deno.connect({ hostname, port, signal });
  conn.setNoDelay();
  return conn;
}

/** A connection over TLS, and the certificate of the server. */
export interface Secured {
  readonly socket: Socket;
  readonly certificate: CertificateFacts;
}

/** Starts TLS, whoever the server is. Resolves to `undefined` if the server does not speak TLS. */
export async function secure(conn: Deno.TcpConn, host: string): Promise<Secured | undefined> {
  // Takes longer to load than the rest of the doctor.
  const { TlsSocket } = await import("../../transport/tls_socket.ts");
  const socket = TlsSocket.connect(conn, host);
  const late = () => new SocketError("The handshake takes too long");
  try {
    const secured = await within(STEP_TIMEOUT_MS, socket.secured, late);
    return { socket, certificate: factsOf(secured) };
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    socket.close();
    return undefined;
  }
}

function factsOf(socket: TLSSocket): CertificateFacts {
  const { valid_from, valid_to, fingerprint256 } = socket.getPeerCertificate();
  return {
    validFrom: Date.parse(valid_from),
    validTo: Date.parse(valid_to),
    fingerprint: fingerprint256,
    isTrusted: socket.authorized,
  };
}
