import { RawClient } from "./raw_client.ts";

/** A client of the dialects of lines. */
export class LineClient extends RawClient {
  /** Connects and says the text, which may hold any number of lines. */
  static async connect(port: number, text = ""): Promise<LineClient> {
    const client = new LineClient(await Deno.connect({ hostname: "127.0.0.1", port }));
    await client.say(text);
    return client;
  }

  async say(text: string): Promise<void> {
    await this.write(new TextEncoder().encode(text));
  }

  /** Waits for the next `count` lines. */
  async hear(count: number): Promise<string[]> {
    const isThere = (text: string) => text.slice(this.heard).split("\n").length > count;
    await this.received.waitUntil(isThere, `${count} lines`);
    const lines = this.received.text.slice(this.heard).split("\n").slice(0, count);
    this.heard += lines.reduce((sum, line) => sum + line.length + 1, 0);
    return lines;
  }

  /** Waits until the server has closed, and gives what came and was not heard yet. */
  async rest(): Promise<string> {
    await this.received.ended;
    return this.received.text.slice(this.heard);
  }
}
