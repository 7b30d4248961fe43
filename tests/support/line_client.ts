import { connectTo, RawClient } from "./raw_client.ts";

/** A client of the dialects that consist of lines. */
export class LineClient extends RawClient {
  /** Connects, and sends a text of any number of lines. */
  static async connect(port: number, text = ""): Promise<LineClient> {
    const client = new LineClient(await connectTo(port));
    await client.say(text);
    return client;
  }

  /** Sends a text of any number of lines. */
  async say(text: string): Promise<void> {
    await this.write(new TextEncoder().encode(text));
  }

  /** Waits for the next `count` lines, and returns them. */
  async hear(count: number): Promise<string[]> {
    const hasArrived = (text: string) => text.slice(this.heard).split("\n").length > count;
    await this.received.waitUntil(hasArrived, `${count} lines`);
    const lines = this.received.text.slice(this.heard).split("\n").slice(0, count);
    this.heard += lines.reduce((sum, line) => sum + line.length + 1, 0);
    return lines;
  }

  /** Waits for a line that contains a text, and returns it with all lines before it. */
  async hearUntil(text: string): Promise<string[]> {
    const countOf = (lines: readonly string[]) =>
      lines.findIndex((line) => line.includes(text)) + 1;
    const unheard = () => this.received.text.slice(this.heard).split("\n").slice(0, -1);
    await this.received.waitUntil(() => countOf(unheard()) > 0, JSON.stringify(text));
    return await this.hear(countOf(unheard()));
  }

  /** Waits until the server has closed the connection, and returns the text not heard yet. */
  async rest(): Promise<string> {
    await this.received.ended;
    return this.received.text.slice(this.heard);
  }
}
