import { TextOutput } from "./text_output.ts";

/** A connection to a server, for clients that share no code with ours. */
export abstract class RawClient implements AsyncDisposable {
  readonly conn: Deno.TcpConn;
  /** All that the server has sent. */
  protected readonly received: TextOutput;
  /** How much of it was heard, in characters. */
  protected heard = 0;

  constructor(conn: Deno.TcpConn) {
    this.conn = conn;
    this.received = new TextOutput(conn.readable);
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.conn.write(bytes.subarray(at));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.conn.close();
    } catch {
      // Its stream has closed it.
    }
    await this.received.ended;
  }
}
