/**
 * HTTP and WebSocket by hand, for tests that send what no library sends.
 *
 * @module
 */
import { withDeadline } from "./deadline.ts";
import { connectTo } from "./raw_client.ts";
import { clientFrame, type ServerFrame, serverFrames, serverMessages } from "./websocket_frames.ts";

/** The response to a request, with the names of its headers in small letters. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a request on a connection of its own, and returns all bytes until the server closes. */
export async function exchange(port: number, request: string | Uint8Array): Promise<string> {
  const conn = await connectTo(port);
  const answer = withDeadline(
    new Response(conn.readable).text(),
    () => "The server did not close the connection",
  );
  const bytes = typeof request === "string" ? new TextEncoder().encode(request) : request;
  // The server may close before it has read everything.
  await conn.write(bytes).catch(() => {});
  return await answer;
}

/** Sends a request for a path with these header fields. */
export async function request(
  port: number,
  path: string,
  fields: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<RawResponse> {
  return parseResponse(
    await exchange(
      port,
      head(path, { Host: `127.0.0.1:${port}`, Connection: "close", ...fields }, method),
    ),
  );
}

function head(path: string, fields: Readonly<Record<string, string>>, method = "GET"): string {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** Parses a whole response. */
export function parseResponse(text: string): RawResponse {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const [, status] = /^HTTP\/1\.1 (\d+) \S/.exec(first) ?? [];
  if (!status) throw new Error(`This is no response: ${JSON.stringify(text.slice(0, 500))}`);
  const headers = Object.fromEntries(lines.map((line) => {
    const [name = "", value = ""] = line.split(/: (.*)/);
    return [name.toLowerCase(), value];
  }));
  return { status: Number(status), headers, body: rest.join("\r\n\r\n") };
}

/** The header fields of a request for a WebSocket. */
export const UPGRADE = {
  "Upgrade": "websocket",
  "Connection": "keep-alive, Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
} as const;

/** A WebSocket whose frames a test sends and reads one by one. */
export class RawWebSocket implements AsyncDisposable {
  readonly conn: Deno.Conn;
  /** All frames that have arrived. */
  readonly frames: ServerFrame[] = [];
  /** The response to its request. */
  response: RawResponse | undefined;
  readonly #ended: Promise<void>;
  #rest = new Uint8Array(0);
  #hasEnded = false;
  #changed = Promise.withResolvers<void>();
  #heard = 0;

  private constructor(conn: Deno.Conn) {
    this.conn = conn;
    this.#ended = this.#receive();
  }

  /** Connects, and waits for the answer to its request. `start` follows the request at once. */
  static async connect(
    port: number,
    { fields = {}, start = [] as readonly number[], conn = undefined as Deno.Conn | undefined } =
      {},
  ): Promise<RawWebSocket> {
    const socket = new RawWebSocket(conn ?? await connectTo(port));
    const all = { Host: `127.0.0.1:${port}`, ...UPGRADE, ...fields };
    await socket.send([...new TextEncoder().encode(head("/chat", all)), ...start]);
    await socket.#waitFor(() => socket.response !== undefined, "a response");
    return socket;
  }

  /** Sends bytes. */
  async send(bytes: readonly number[]): Promise<void> {
    const all = Uint8Array.from(bytes);
    for (let at = 0; at < all.length;) at += await this.conn.write(all.subarray(at));
  }

  /** Sends text messages. */
  async say(...messages: readonly string[]): Promise<void> {
    await this.send(messages.flatMap((message) => clientFrame(message)));
  }

  /** Logs in, and waits for the answer. */
  async logIn(name: string, body = ""): Promise<string> {
    await this.say(JSON.stringify({ action: "login", source: name, destination: "", body }));
    const [answer] = await this.hear(1);
    return answer!;
  }

  /** Waits for the next `count` text messages, and returns them. */
  async hear(count: number): Promise<string[]> {
    const messages = () => serverMessages(this.frames).slice(this.#heard);
    await this.#waitFor(() => messages().length >= count, `${count} messages`);
    const heard = messages().slice(0, count);
    this.#heard += count;
    return heard;
  }

  /** Waits for a control frame, and returns its payload. */
  async control(opcode: number): Promise<Uint8Array> {
    const find = () => this.frames.find((frame) => frame.opcode === opcode);
    await this.#waitFor(() => find() !== undefined, `a frame with the opcode ${opcode}`);
    return find()!.payload;
  }

  /** Waits until the server closes, and returns the code that it gave; 0 if it gave none. */
  async closeCode(): Promise<number> {
    const [high = 0, low = 0] = await this.control(0x8);
    await withDeadline(this.#ended, () => "The server did not close the connection");
    return high << 8 | low;
  }

  async #receive(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    for (;;) {
      const count = await this.conn.read(buffer).catch(() => null);
      if (count === null) break;
      this.#rest = Uint8Array.of(...this.#rest, ...buffer.subarray(0, count));
      this.#take();
      this.#notify();
    }
    this.#hasEnded = true;
    this.#notify();
  }

  #take(): void {
    if (!this.response) {
      const text = new TextDecoder("latin1").decode(this.#rest);
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) return;
      this.response = parseResponse(text.slice(0, end + 4));
      if (this.response.status !== 101) return;
      this.#rest = this.#rest.slice(end + 4);
    }
    if (this.response.status !== 101) return;
    const { frames, rest } = serverFrames(this.#rest);
    this.frames.push(...frames);
    this.#rest = rest.slice();
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  async #waitFor(holds: () => boolean, what: string): Promise<void> {
    while (!holds()) {
      if (this.#hasEnded) throw new Error(`The connection ended without ${what}`);
      await withDeadline(this.#changed.promise, () => `There was no ${what}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.conn.close();
    } catch {
      // It is closed already.
    }
    await this.#ended;
  }
}
