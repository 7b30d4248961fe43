/** A message of the messenger dialect. */
export interface Message {
  readonly action: string;
  readonly source: string;
  readonly destination: string;
  readonly body: string | readonly string[];
}

/** The silence after which a client asks whether the server is there, and after which it gives up. */
const PING_AFTER_MS = 20_000;
const GIVE_UP_AFTER_MS = 55_000;
const CHECK_MS = 1000;

/** A connection in the messenger dialect, whose lines are handled one by one as they arrive. */
export class Wire {
  readonly #conn: Deno.TcpConn;
  readonly #onMessage: (message: Message) => void;
  #isClosed = false;
  #heardAt = performance.now();
  #hasPinged = false;
  /** Resolves when the connection has ended, however that comes. */
  readonly ended: Promise<void>;

  private constructor(conn: Deno.TcpConn, onMessage: (message: Message) => void) {
    this.#conn = conn;
    this.#onMessage = onMessage;
    this.ended = this.#read();
  }

  /** Connects to `host:port`. Resolves with `undefined` if nobody answers. */
  static async connect(
    address: string,
    onMessage: (message: Message) => void,
  ): Promise<Wire | undefined> {
    const [hostname = "", port] = address.split(":");
    const conn = await Deno.connect({ hostname, port: Number(port) })
      .catch(() => undefined);
    return conn && new Wire(conn, onMessage);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends a message. It is lost if the connection has broken. */
  send(action: string, destination: string, body: Message["body"] = "", source = ""): void {
    const line = `${JSON.stringify({ action, source, destination, body })}\n`;
    writeAll(this.#conn, new TextEncoder().encode(line)).catch(() => this.close());
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#conn.close();
    } catch {
      // It has broken.
    }
  }

  async #read(): Promise<void> {
    const timer = setInterval(() => this.#checkSilence(), CHECK_MS);
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(16 * 1024);
    let rest = "";
    try {
      for (;;) {
        const count = await this.#conn.read(buffer);
        if (count === null) break;
        this.#heardAt = performance.now();
        this.#hasPinged = false;
        const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true }))
          .split("\n");
        rest = lines.pop()!;
        for (const line of lines) if (!this.#isClosed) this.#onMessage(JSON.parse(line));
      }
    } catch (error) {
      // What is no error of the connection is one of the server or of this client.
      if (!isLoss(error)) throw error;
    } finally {
      clearInterval(timer);
      this.close();
    }
  }

  #checkSilence(): void {
    const silence = performance.now() - this.#heardAt;
    if (silence > GIVE_UP_AFTER_MS) return this.close();
    if (silence < PING_AFTER_MS || this.#hasPinged) return;
    this.#hasPinged = true;
    this.send("ping", "server");
  }
}

function isLoss(error: unknown): boolean {
  return Object.values(Deno.errors).some((type) => error instanceof type);
}

async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}
