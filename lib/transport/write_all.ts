import type { Socket } from "./socket.ts";

/** Writes all bytes, however many writes that takes. */
export async function writeAll(socket: Pick<Socket, "write">, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await socket.write(at ? bytes.subarray(at) : bytes);
}
