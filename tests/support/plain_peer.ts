import { withDeadline } from "./deadline.ts";
import { connectTo } from "./raw_client.ts";
import { TextOutput } from "./text_output.ts";

/**
 * One end of a connection, for tests that compare every byte. Unlike other clients, it may still send
 * when the other end has closed its side.
 */
export class PlainPeer implements AsyncDisposable {
  readonly conn: Deno.TcpConn;
  readonly #received: TextOutput;
  #isClosed = false;

  constructor(conn: Deno.TcpConn) {
    this.conn = conn;
    // The stream of a connection would close the connection at its end.
    this.#received = new TextOutput(streamOf(conn));
  }

  static async connect(port: number): Promise<PlainPeer> {
    return new PlainPeer(await connectTo(port));
  }

  /** Sends bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const written = this.conn.write(bytes.subarray(at));
      at += await withDeadline(written, () => "The other end did not read");
    }
  }

  /** Sends a text. */
  async say(text: string): Promise<void> {
    await this.write(new TextEncoder().encode(text));
  }

  /** The text received so far. */
  get text(): string {
    return this.#received.text;
  }

  /** Waits until this text has arrived, and nothing else. */
  async hear(text: string): Promise<void> {
    await this.#received.waitUntil((heard) => heard.length >= text.length, JSON.stringify(text));
    if (this.text !== text) throw new Error(`Heard ${JSON.stringify(this.text.slice(0, 1000))}`);
  }

  /** Resolves when the other end has closed its side. */
  get ended(): Promise<void> {
    return this.#received.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isClosed) this.conn.close();
    this.#isClosed = true;
    await this.ended;
  }
}

function streamOf(conn: Deno.TcpConn): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const bytes = new Uint8Array(16 * 1024);
      const count = await conn.read(bytes);
      if (count === null) controller.close();
      else controller.enqueue(bytes.subarray(0, count));
    },
  });
}

/** A server that does nothing by itself. */
export class PlainServer implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Waits for the next client. */
  async accept(): Promise<PlainPeer> {
    const accepted = this.#listener.accept();
    return new PlainPeer(await withDeadline(accepted, () => "No client connected"));
  }

  [Symbol.dispose](): void {
    this.#listener.close();
  }
}
