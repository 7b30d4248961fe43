import type { PeerCertificate, TLSSocket } from "node:tls";
import { type Socket, SocketError } from "../../transport/socket.ts";
import { TlsSocket } from "../../transport/tls_socket.ts";
import type { Trust } from "./trust.ts";

/**
 * Speaks TLS over a connection to `host`, if it leads to a server that is trusted.
 *
 * @throws {SocketError} when it does not.
 */
export async function secure(conn: Deno.TcpConn, host: string, trust: Trust): Promise<Socket> {
  const socket = TlsSocket.connect(conn, host, trust.ca);
  try {
    const distrust = reasonAgainst(await socket.secured, host, trust);
    if (distrust !== undefined) throw new SocketError(distrust);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** Why a server is not trusted, if it is not. That it has the key of its certificate is sure before. */
function reasonAgainst(
  socket: TLSSocket,
  host: string,
  { fingerprint }: Trust,
): string | undefined {
  const certificate = socket.getPeerCertificate();
  const seen = certificate.fingerprint256;
  if (fingerprint !== undefined) {
    if (seen.replaceAll(":", "").toLowerCase() === fingerprint) return undefined;
    return `The certificate is another one than that of --tls-fingerprint: ${seen}`;
  }
  return socket.authorized ? undefined : whyNot(socket, certificate, host);
}

function whyNot({ authorizationError }: TLSSocket, certificate: PeerCertificate, host: string) {
  // It is a code, although it is declared as an error.
  switch (String(authorizationError)) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `The certificate is not for "${host}" but for ${certificate.subjectaltname}`;
    case "CERT_HAS_EXPIRED":
      return `The certificate ended on ${certificate.valid_to}`;
    case "CERT_NOT_YET_VALID":
      return `The certificate is not valid before ${certificate.valid_from}`;
    default:
      return "Nobody who is trusted vouches for the certificate. " +
        "If who runs the server says that this is its fingerprint, " +
        `use --tls-fingerprint ${certificate.fingerprint256}`;
  }
}
