import { withDeadline } from "./deadline.ts";
import { TextOutput } from "./text_output.ts";

/** A connection to a server, for test clients that share no code with Parley's. */
export abstract class RawClient implements AsyncDisposable {
  readonly conn: Deno.TcpConn;
  /** All text that the server has sent. */
  protected readonly received: TextOutput;
  /** How much of it the test has read, in characters. */
  protected heard = 0;

  constructor(conn: Deno.TcpConn) {
    this.conn = conn;
    this.received = new TextOutput(conn.readable);
  }

  /**
   * Writes bytes to the server.
   *
   * @throws {Error} if the server takes none of them before the deadline.
   */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      at += await withDeadline(
        this.conn.write(bytes.subarray(at)),
        () => `The server did not take ${bytes.length - at} bytes`,
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.conn.close();
    } catch {
      // The end of its stream has closed it.
    }
    await this.received.ended;
  }
}

/** Connects to a port of 127.0.0.1. */
export async function connectTo(port: number): Promise<Deno.TcpConn> {
  return await withDeadline(
    Deno.connect({ hostname: "127.0.0.1", port }),
    () => `Port ${port} did not accept a connection`,
  );
}
