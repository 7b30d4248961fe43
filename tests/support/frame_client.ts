import assert from "node:assert/strict";
import { FRAME_SIZE } from "../../lib/framing/fixed_frames.ts";
import { RawClient } from "./raw_client.ts";

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

/** A client of the channel dialect. Its frames hold ASCII only. */
export class FrameClient extends RawClient {
  /** Connects and says the name and whatever else. */
  static async connect(port: number, ...texts: string[]): Promise<FrameClient> {
    const client = new FrameClient(await Deno.connect({ hostname: "127.0.0.1", port }));
    await client.say(...texts);
    return client;
  }

  async say(...texts: string[]): Promise<void> {
    await this.write(frames(...texts));
  }

  /** Waits for the next `count` frames. */
  async hear(count: number): Promise<string[]> {
    const end = this.heard + count * FRAME_SIZE;
    await this.received.waitUntil((text) => text.length >= end, `${count} frames`);
    const texts: string[] = [];
    for (; this.heard < end; this.heard += FRAME_SIZE) {
      texts.push(this.received.text.slice(this.heard, this.heard + FRAME_SIZE).trimEnd());
    }
    return texts;
  }

  /** Waits until the server has closed, and gives what came and was not heard yet. */
  async rest(): Promise<string[]> {
    await this.received.ended;
    const rest = this.received.text.length - this.heard;
    assert.equal(rest % FRAME_SIZE, 0, "part of a frame");
    return rest === 0 ? [] : await this.hear(rest / FRAME_SIZE);
  }
}
