import tls from "node:tls";
import { type KeyPair, selfSigned } from "../../lib/transport/self_signed.ts";
import { TlsSocket } from "../../lib/transport/tls_socket.ts";
import { withDeadline } from "./deadline.ts";
import { connectTo } from "./raw_client.ts";

/** The certificate of the tests, which is made only once. */
export const IDENTITY: KeyPair = selfSigned(["localhost", "127.0.0.1"]);
export const CONTEXT = tls.createSecureContext({ ...IDENTITY });

/** Returns a TLS server's side of a connection, and the TCP client that has sent it `start`. */
export async function accepted(
  start: Uint8Array,
): Promise<{ server: TlsSocket; client: Deno.TcpConn }> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [client, conn] = await Promise.all([
    connectTo(listener.addr.port),
    withDeadline(listener.accept(), () => "No client connected"),
  ]);
  await client.write(start);
  return { server: TlsSocket.accept(conn, await firstBytes(conn), CONTEXT), client };
}

/** Returns both sides of a TLS connection. The client's side is Deno's own TLS. */
export async function pair(): Promise<{ server: TlsSocket; client: Deno.TlsConn }> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const accepting = listener.accept().then(async (conn) =>
    TlsSocket.accept(conn, await firstBytes(conn), CONTEXT)
  );
  const connecting = Deno.connectTls({
    hostname: "localhost",
    port,
    caCerts: [IDENTITY.cert],
  });
  const connect = async () => {
    const client = await connecting;
    const [server] = await Promise.all([accepting, client.handshake()]);
    // The client completes the handshake before the server does.
    await server.secured;
    return { server, client };
  };
  return await withDeadline(connect(), () => "The TLS handshake did not complete");
}

async function firstBytes(conn: Deno.Conn): Promise<Uint8Array> {
  const bytes = new Uint8Array(512);
  const count = await withDeadline(conn.read(bytes), () => "The client sent nothing");
  return bytes.subarray(0, count ?? 0);
}
