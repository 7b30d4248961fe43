/**
 * What a client reads behind its own messages in a cluster: nothing until other servers have them.
 *
 * @module
 */
import assert from "node:assert/strict";
import { concat } from "../../lib/framing/bytes.ts";
import { type Adapter, ADAPTERS } from "../dialects/adapters.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { connectTo } from "../support/raw_client.ts";
import { settle } from "../support/settle.ts";
import { LateConfirmations } from "./late_confirmations.ts";
import { LoopbackChat } from "./loopback_chat.ts";
import { PendingRegistry } from "./pending_registry.ts";

const NOTICE = "[from the server]";

/** A client whose test looks at what it has read so far. */
class Reader extends LineClient {
  get textSoFar(): string {
    return this.received.text;
  }
}

/** A server of a cluster. Bob is logged in, and learns at once what others tell him. */
class Scene implements AsyncDisposable {
  readonly confirmations = new LateConfirmations();
  readonly registry = new PendingRegistry();
  readonly chat = new LoopbackChat({
    confirmations: this.confirmations,
    sinks: [this.confirmations],
    registry: this.registry,
    commands: [{
      "/topic": () => {
        this.confirmations.publish();
        return ["changed"];
      },
      "/register": async () => {
        await settle();
        this.confirmations.publish();
        return ["registered"];
      },
      "/password": () => ["nothing has changed"],
    }],
  });

  bob!: Reader;

  static async start(): Promise<Scene> {
    const scene = new Scene();
    scene.bob = await scene.connect(line("login", { source: "bob" }));
    await scene.answerLogin();
    await scene.bob.hear(1);
    return scene;
  }

  async connect(input: string | Uint8Array): Promise<Reader> {
    const client = new Reader(await connectTo(this.chat.port));
    await client.write(typeof input === "string" ? new TextEncoder().encode(input) : input);
    return client;
  }

  async answerLogin(): Promise<void> {
    await this.registry.nextName();
    this.registry.answer();
  }

  /** Connects alice, and logs her in. */
  async alice(adapter: Adapter): Promise<Reader> {
    const alice = await this.connect(adapter.login("alice"));
    await this.answerLogin();
    while (!this.chat.server.hub.user("alice")) await settle();
    // Whatever the dialect says to that has been written.
    await settle();
    return alice;
  }

  /** Waits for the texts that bob reads next. */
  async bobHears(...texts: string[]): Promise<void> {
    const lines = await this.bob.hear(texts.length);
    assert.deepEqual(lines.map((line) => JSON.parse(line).body), texts);
  }

  /** Waits until the server has something for a client, and proves that it writes nothing of it. */
  async holdsBack(client: Reader, before: string): Promise<void> {
    const { port } = client.conn.localAddr;
    const { writer } = [...this.chat.server.server.connections]
      .find(({ peer }) => "port" in peer && peer.port === port)!;
    while (writer.outbox.backlog === 0) await settle();
    await settle();
    assert.deepEqual([writer.isWriting, client.textSoFar], [false, before]);
  }

  /** Lets everything be safe, and ends the client, whose last texts are returned. */
  async lastTexts(adapter: Adapter, client: Reader): Promise<string[]> {
    this.confirmations.settle();
    await client.conn.closeWrite();
    return adapter.split(new TextEncoder().encode(await client.rest()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.confirmations.settle();
    await this.bob[Symbol.asyncDispose]();
    await this.chat[Symbol.asyncDispose]();
  }
}

for (const adapter of ADAPTERS) {
  const { dialect: { name }, replies } = adapter;

  Deno.test(`${name}: others read a message at once, its sender nothing more until it is safe`, async () => {
    await using scene = await Scene.start();
    await using alice = await scene.alice(adapter);
    const before = alice.textSoFar;
    await alice.write(adapter.sendPrivate("bob", "one"));
    await scene.bobHears("one");
    scene.chat.server.hub.tell(scene.chat.server.hub.user("alice")!, NOTICE);
    await scene.holdsBack(alice, before);
    const texts = await scene.lastTexts(adapter, alice);
    assert.deepEqual(texts.slice(0, -1), [
      ...replies.login("alice"),
      ...replies.sendPrivate("bob"),
    ]);
    assert(texts.at(-1)!.includes(NOTICE), texts.at(-1));
  });

  Deno.test(`${name}: a client is not read until its last message is safe`, async () => {
    await using scene = await Scene.start();
    await using alice = await scene.alice(adapter);
    await alice.write(adapter.sendPrivate("bob", "one"));
    await scene.bobHears("one");
    await alice.write(adapter.sendPrivate("bob", "two"));
    await settle();
    assert.equal(scene.confirmations.published, 1);
    scene.confirmations.settle();
    await scene.bobHears("two");
    assert.equal(scene.confirmations.published, 2);
  });

  Deno.test(`${name}: a burst goes to the other servers at once, however many reads it takes`, async () => {
    await using scene = await Scene.start();
    await using alice = await scene.alice(adapter);
    const texts = Array.from({ length: 40 }, (_, number) => `burst ${number}`);
    await alice.write(concat(texts.map((text) => adapter.sendPrivate("bob", text))));
    await scene.bobHears(...texts);
    assert.equal(scene.confirmations.published, 40);
  });

  if (replies.sendPrivate("bob").length === 0) continue;
  Deno.test(`${name}: a message behind a login that is answered late holds the replies, too`, async () => {
    await using scene = await Scene.start();
    const message = adapter.sendPrivate("bob", "one");
    await using alice = await scene.connect(concat([adapter.login("alice"), message]));
    await scene.answerLogin();
    await scene.bobHears("one");
    scene.chat.server.hub.tell(scene.chat.server.hub.user("alice")!, NOTICE);
    await scene.holdsBack(alice, "");
    const texts = await scene.lastTexts(adapter, alice);
    assert.deepEqual(texts.slice(0, -1), [
      ...replies.login("alice"),
      ...replies.sendPrivate("bob"),
    ]);
  });
}

/** The commands of the server, and whether their answer waits. */
const COMMANDS: readonly [string, string, boolean][] = [
  ["that changes a record", "/topic tea", true],
  ["that changes a record later", "/register secret", true],
  ["that changes nothing", "/password old new", false],
];

for (const [what, command, waits] of COMMANDS) {
  Deno.test(`the answer to a command ${what} ${waits ? "waits until that is safe" : "comes at once"}`, async () => {
    await using scene = await Scene.start();
    const before = scene.bob.textSoFar;
    await scene.bob.say(line("command", { destination: "server", body: command }));
    if (waits) {
      await scene.holdsBack(scene.bob, before);
      scene.confirmations.settle();
    }
    const [answer] = await scene.bob.hear(1);
    assert.equal(JSON.parse(answer!).action, "command");
  });
}

Deno.test("a user who only listens is not held when others publish", async () => {
  await using scene = await Scene.start();
  await using ann = await scene.connect(line("login", { source: "ann" }));
  await scene.answerLogin();
  await ann.hear(1);
  await ann.say(line("message", { destination: "bob", body: "one" }));
  await scene.bobHears("one");
  await scene.bob.say(line("users"));
  const [list] = await scene.bob.hear(1);
  assert.deepEqual(JSON.parse(list!).body, ["bob", "ann"]);
});

Deno.test("a client that leaves behind its last message reads the reply once that is safe", async () => {
  await using scene = await Scene.start();
  const logout = line("message", { destination: "bob", body: "bye" }) + line("logout");
  const before = scene.bob.textSoFar;
  await scene.bob.say(logout);
  await scene.holdsBack(scene.bob, before);
  scene.confirmations.settle();
  const actions = (await scene.bob.rest()).trimEnd().split("\n").map((it) => JSON.parse(it).action);
  assert.deepEqual(actions, ["message", "delivered", "goodbye"]);
});
