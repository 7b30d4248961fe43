import assert from "node:assert/strict";
import { FRAME_SIZE } from "../../lib/framing/fixed_frames.ts";
import { withDeadline } from "./deadline.ts";
import { connectTo, RawClient } from "./raw_client.ts";

/** Encodes a 200-byte frame without Parley's code. */
export function frame(text: string): Uint8Array {
  const bytes = new Uint8Array(FRAME_SIZE).fill(0x20);
  bytes.set(new TextEncoder().encode(text));
  return bytes;
}

/** Encodes consecutive frames. */
export function frames(...texts: string[]): Uint8Array {
  const bytes = new Uint8Array(texts.length * FRAME_SIZE);
  texts.forEach((text, index) => bytes.set(frame(text), index * FRAME_SIZE));
  return bytes;
}

/** Encodes `count` short numbered messages, for tests that flood a channel. */
export function numberedFrames(count: number): Uint8Array {
  return frames(...Array.from({ length: count }, (_, index) => `${index}`));
}

/** Reads exactly `length` bytes. */
export async function readExactly(conn: Deno.Conn, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const read = conn.read(bytes.subarray(at));
    const count = await withDeadline(read, () => `Only ${at} of ${length} bytes arrived`);
    assert(count !== null, `The client closed after ${at} bytes`);
    at += count;
  }
  return bytes;
}

/** A client of the channel dialect. The frames that it receives must be ASCII. */
export class FrameClient extends RawClient {
  /** Connects, and sends the name and any other texts. */
  static async connect(port: number, ...texts: string[]): Promise<FrameClient> {
    const client = new FrameClient(await connectTo(port));
    await client.say(...texts);
    return client;
  }

  /** Connects, and creates a channel. Resolves when others can join it, which nothing tells its creator. */
  static async creator(port: number, name: string, channel: string): Promise<FrameClient> {
    const client = await FrameClient.connect(port, name, `/create ${channel}`, "/oops");
    await client.hear(1);
    return client;
  }

  /** Sends a frame for each text. */
  async say(...texts: string[]): Promise<void> {
    await this.write(frames(...texts));
  }

  /** Waits for the next `count` frames, and returns their texts. */
  async hear(count: number): Promise<string[]> {
    const end = this.heard + count * FRAME_SIZE;
    await this.received.waitUntil((text) => text.length >= end, `${count} frames`);
    const texts: string[] = [];
    for (; this.heard < end; this.heard += FRAME_SIZE) {
      texts.push(this.received.text.slice(this.heard, this.heard + FRAME_SIZE).trimEnd());
    }
    return texts;
  }

  /** Waits until the server has closed the connection, and returns the frames not heard yet. */
  async rest(): Promise<string[]> {
    await this.received.ended;
    const rest = this.received.text.length - this.heard;
    assert.equal(rest % FRAME_SIZE, 0, "the last frame is incomplete");
    return rest === 0 ? [] : await this.hear(rest / FRAME_SIZE);
  }
}
