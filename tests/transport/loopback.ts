import type { Socket } from "../../lib/transport/socket.ts";

/** Encodes text as UTF-8. */
export function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Listens on a free port of this machine. */
export function listen(): Deno.TcpListener {
  return Deno.listen({ hostname: "127.0.0.1", port: 0 });
}

/** Connects to a listener. */
export function connect({ addr }: Deno.TcpListener): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port: addr.port });
}

/** Returns the text of one read; `null` once the peer has closed its side. */
export async function readText(from: Pick<Socket, "read">): Promise<string | null> {
  const buffer = new Uint8Array(512);
  const count = await from.read(buffer);
  return count === null ? null : new TextDecoder().decode(buffer.subarray(0, count));
}
