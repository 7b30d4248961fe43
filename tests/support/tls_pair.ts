import tls from "node:tls";
import { type KeyPair, selfSigned } from "../../lib/transport/self_signed.ts";
import { TlsSocket } from "../../lib/transport/tls_socket.ts";

/** A certificate for tests, made once. */
export const IDENTITY: KeyPair = selfSigned(["localhost", "127.0.0.1"]);
export const CONTEXT = tls.createSecureContext({ ...IDENTITY });

/** A TLS server's side of a connection, and the TCP connection of a client that has said `start`. */
export async function accepted(
  start: Uint8Array,
): Promise<{ server: TlsSocket; client: Deno.TcpConn }> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [client, conn] = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
    listener.accept(),
  ]);
  await client.write(start);
  return { server: TlsSocket.accept(conn, await some(conn), CONTEXT), client };
}

/** Both sides of a connection; the client's is not ours. */
export async function pair(): Promise<{ server: TlsSocket; client: Deno.TlsConn }> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const accepting = listener.accept().then(async (conn) =>
    TlsSocket.accept(conn, await some(conn), CONTEXT)
  );
  const client = await Deno.connectTls({ hostname: "localhost", port, caCerts: [IDENTITY.cert] });
  const [server] = await Promise.all([accepting, client.handshake()]);
  // The client is done before the server knows.
  await server.secured;
  return { server, client };
}

async function some(conn: Deno.Conn): Promise<Uint8Array> {
  const bytes = new Uint8Array(512);
  return bytes.subarray(0, await conn.read(bytes) ?? 0);
}
