import assert from "node:assert/strict";
import { FRAME_SIZE } from "../../lib/framing/fixed_frames.ts";
import { TextOutput } from "./text_output.ts";

/** A raw 200-byte frame, as programs of others make them. */
export function frame(text: string): Uint8Array {
  const bytes = new Uint8Array(FRAME_SIZE).fill(0x20);
  bytes.set(new TextEncoder().encode(text));
  return bytes;
}

/** Frames one behind the other. */
export function frames(...texts: string[]): Uint8Array {
  const bytes = new Uint8Array(texts.length * FRAME_SIZE);
  texts.forEach((text, index) => bytes.set(frame(text), index * FRAME_SIZE));
  return bytes;
}

/** A client of the channel dialect that shares no code with ours. Its frames hold ASCII only. */
export class FrameClient implements AsyncDisposable {
  readonly conn: Deno.TcpConn;
  readonly #output: TextOutput;
  #taken = 0;

  private constructor(conn: Deno.TcpConn) {
    this.conn = conn;
    this.#output = new TextOutput(conn.readable);
  }

  /** Connects and says the name and whatever else. */
  static async connect(port: number, ...texts: string[]): Promise<FrameClient> {
    const client = new FrameClient(await Deno.connect({ hostname: "127.0.0.1", port }));
    await client.say(...texts);
    return client;
  }

  async say(...texts: string[]): Promise<void> {
    await this.write(frames(...texts));
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.conn.write(bytes.subarray(at));
  }

  /** Waits for the next `count` frames. */
  async hear(count: number): Promise<string[]> {
    const end = this.#taken + count * FRAME_SIZE;
    await this.#output.waitForLength(end);
    const texts: string[] = [];
    for (; this.#taken < end; this.#taken += FRAME_SIZE) {
      texts.push(this.#output.text.slice(this.#taken, this.#taken + FRAME_SIZE).trimEnd());
    }
    return texts;
  }

  /** Waits until the server has closed, and gives what came and was not heard yet. */
  async rest(): Promise<string[]> {
    await this.#output.ended;
    const rest = this.#output.text.length - this.#taken;
    assert.equal(rest % FRAME_SIZE, 0, "part of a frame");
    return rest === 0 ? [] : await this.hear(rest / FRAME_SIZE);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.conn.close();
    } catch {
      // Its stream has closed it.
    }
    await this.#output.ended;
  }
}
