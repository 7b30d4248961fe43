import assert from "node:assert/strict";
import { PendingInput } from "../../lib/cluster/nats/pending_input.ts";
import { SocketTransport } from "../../lib/cluster/nats/socket_transport.ts";

/** A transport whose other side says what the test wants. */
class Scene implements AsyncDisposable {
  readonly input = new PendingInput();
  readonly transport = new SocketTransport();
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #conn!: Deno.TcpConn;
  chunks!: AsyncIterator<Uint8Array>;

  static async start(): Promise<Scene> {
    const scene = new Scene();
    const { port } = scene.#listener.addr;
    const accepted = scene.#listener.accept().then(async (conn) => {
      scene.#conn = conn;
      await scene.say('INFO {"max_payload":1048576}\r\n');
    });
    const socket = { needsTls: false, tlsName: "", input: scene.input };
    await scene.transport.connect({ hostname: "127.0.0.1", port }, { socket });
    await accepted;
    scene.chunks = scene.transport[Symbol.asyncIterator]();
    await scene.chunks.next();
    return scene;
  }

  async say(text: string): Promise<void> {
    await this.#conn.write(new TextEncoder().encode(text));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.transport.close();
    this.#conn.close();
    this.#listener.close();
  }
}

Deno.test("input of NATS is pending from the read until the next chunk is asked for", async () => {
  await using scene = await Scene.start();
  const { input, chunks } = scene;
  const next = chunks.next();
  assert.equal(input.processed, undefined);
  await scene.say("PING\r\n");
  await next;
  const { processed } = input;
  assert.ok(processed);
  assert.equal(input.processed, processed);
  const last = chunks.next();
  await processed;
  assert.equal(input.processed, undefined);
  await scene.transport.close();
  await last;
});

const ENDS = {
  "the connection ends": ({ transport }: Scene) => transport.close(),
  "the package reads no more": ({ chunks }: Scene) => chunks.return!(),
};

for (const [when, end] of Object.entries(ENDS)) {
  Deno.test(`input of NATS that is never processed holds nothing up once ${when}`, async () => {
    await using scene = await Scene.start();
    const { input, chunks } = scene;
    const next = chunks.next();
    await scene.say("PING\r\n");
    await next;
    const { processed } = input;
    assert.ok(processed);
    await end(scene);
    await processed;
    assert.equal(input.processed, undefined);
    await chunks.return!();
  });
}
