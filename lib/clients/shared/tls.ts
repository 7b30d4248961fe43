/**
 * TLS for clients. The checks of certificates are our own, as the errors of `node:tls` neither name
 * the fingerprint nor say what a user can do.
 *
 * @module
 */
import type { PeerCertificate, TLSSocket } from "node:tls";
import { ExpectedError } from "../../errors/expected_error.ts";
import type { Socket } from "../../transport/socket.ts";
import { TlsSocket } from "../../transport/tls_socket.ts";
import type { Trust } from "./trust.ts";

/**
 * Starts TLS on a connection to `host` and verifies the server's certificate.
 *
 * @param signal Closes the connection if it is aborted during the handshake.
 * @throws {SocketError} when the handshake fails.
 * @throws {ExpectedError} when the server is not trusted.
 */
export async function startTls(
  conn: Deno.TcpConn,
  host: string,
  trust: Trust,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = TlsSocket.connect(conn, host, trust.ca);
  signal.addEventListener("abort", () => socket.close());
  try {
    verify(await socket.secured, host, trust);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** Verifies the server's identity. The handshake has proved that it holds the certificate's key. */
function verify(socket: TLSSocket, host: string, { fingerprint }: Trust): void {
  const certificate = socket.getPeerCertificate();
  const actual = certificate.fingerprint256;
  if (fingerprint === undefined) {
    if (!socket.authorized) throw certificateError(socket, certificate, host);
  } else if (actual.replaceAll(":", "").toLowerCase() !== fingerprint) {
    throw new ExpectedError(
      `the certificate has the fingerprint ${actual}, not the trusted one ${inPairs(fingerprint)}`,
      { hint: "Ask the server's operator which of them is right." },
    );
  }
}

/** Returns the digits of a fingerprint as servers print them. */
function inPairs(digits: string): string {
  return digits.toUpperCase().match(/../g)!.join(":");
}

function certificateError(
  { authorizationError }: TLSSocket,
  { subjectaltname, valid_from, valid_to, fingerprint256 }: PeerCertificate,
  host: string,
): ExpectedError {
  // Its type says `Error`, but it is the code.
  switch (String(authorizationError)) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return new ExpectedError(`the certificate is for ${subjectaltname}, not for "${host}"`);
    case "CERT_HAS_EXPIRED":
      return new ExpectedError(`the certificate expired on ${valid_to}`);
    case "CERT_NOT_YET_VALID":
      return new ExpectedError(`the certificate is not valid before ${valid_from}`);
    default:
      return new ExpectedError("no trusted authority signed the server's certificate", {
        hint: `Use --tls-fingerprint ${fingerprint256} ` +
          "if the server's operator confirms that fingerprint.",
      });
  }
}
