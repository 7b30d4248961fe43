import assert from "node:assert/strict";
import { ClientProcess } from "./client_process.ts";

/** A foreign server's side of a connection. */
export class Peer {
  readonly #conn: Deno.TcpConn;
  #text = "";

  constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  async expect(line: string): Promise<void> {
    while (!this.#text.includes("\n")) {
      const buffer = new Uint8Array(4096);
      const count = await this.#conn.read(buffer);
      assert(count !== null, `The client closed instead of ${JSON.stringify(line)}`);
      this.#text += new TextDecoder().decode(buffer.subarray(0, count));
    }
    const end = this.#text.indexOf("\n");
    assert.equal(this.#text.slice(0, end), line);
    this.#text = this.#text.slice(end + 1);
  }

  async say(text: string): Promise<void> {
    await this.write(new TextEncoder().encode(text));
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#conn.write(bytes);
  }

  close(): void {
    this.#conn.close();
  }

  async expectEnd(): Promise<void> {
    assert.equal(this.#text, "");
    assert.equal(await this.#conn.read(new Uint8Array(1)), null);
    this.close();
  }
}

/** The direct client and a foreign server to which it connects. */
export class Scene implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly port = this.#listener.addr.port;
  readonly client: ClientProcess;

  constructor(...flags: string[]) {
    this.client = new ClientProcess("direct", "-p", String(this.port), ...flags);
  }

  async accept(): Promise<Peer> {
    return new Peer(await this.#listener.accept());
  }

  /** Starts a scene in which the client has logged in. */
  static async loggedIn(...flags: string[]): Promise<{ scene: Scene; peer: Peer }> {
    const scene = new Scene(...flags);
    const peer = await scene.accept();
    await scene.client.type("bob\n");
    await peer.expect("HELLO-FROM bob");
    await peer.say("HELLO bob\n");
    await scene.client.output.waitFor(/bob!\n$/);
    return { scene, peer };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.client[Symbol.asyncDispose]();
  }
}
