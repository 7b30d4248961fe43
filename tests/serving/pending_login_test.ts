import assert from "node:assert/strict";
import { concat } from "../../lib/framing/bytes.ts";
import { ADAPTERS } from "../dialects/adapters.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { RawClient } from "../support/raw_client.ts";
import { LoopbackChat } from "./loopback_chat.ts";
import { PendingRegistry } from "./pending_registry.ts";

/** A client that reads bytes of any dialect. */
class AnyClient extends RawClient {
  static async connect(port: number, bytes: Uint8Array): Promise<AnyClient> {
    const client = new AnyClient(await Deno.connect({ hostname: "127.0.0.1", port }));
    await client.write(bytes);
    return client;
  }

  /** Waits until the server has closed, and returns all bytes that it has sent. */
  async all(): Promise<Uint8Array> {
    await this.received.ended;
    return new TextEncoder().encode(this.received.text);
  }
}

/** Connects Bob, and has the registry grant his name. */
async function connectBob(chat: LoopbackChat, registry: PendingRegistry): Promise<LineClient> {
  const bob = await LineClient.connect(chat.port, "HELLO-FROM bob\n");
  await registry.nextName();
  registry.answer();
  assert.deepEqual(await bob.hear(1), ["HELLO bob"]);
  return bob;
}

for (const { dialect, ...adapter } of ADAPTERS) {
  Deno.test(`${dialect.name}: input in the segment of a pending login is handled after the answer`, async () => {
    const registry = new PendingRegistry();
    await using chat = new LoopbackChat({ registry });
    await using bob = await connectBob(chat, registry);
    const texts = Array.from({ length: 100 }, (_, index) => `${index}`);
    await using alice = await AnyClient.connect(
      chat.port,
      concat([
        adapter.login("alice"),
        ...texts.map((text) => adapter.sendPrivate("bob", text)),
      ]),
    );
    assert.equal(await registry.nextName(), "alice");
    // Other users can chat meanwhile.
    await bob.say("SEND bob note\n");
    assert.deepEqual(await bob.hear(2), ["DELIVERY bob note", "SEND-OK"]);
    assert.deepEqual(chat.users, ["bob"]);
    registry.answer();
    assert.deepEqual(
      await bob.hear(texts.length),
      texts.map((text) => `DELIVERY alice ${text}`),
    );
    await alice.conn.closeWrite();
    assert.deepEqual(adapter.split(await alice.all()), [
      ...adapter.replies.login("alice"),
      ...texts.flatMap(() => adapter.replies.sendPrivate("bob")),
    ]);
  });
}

Deno.test("a client that disconnects while its login is pending leaves no user and no name", async () => {
  for (const isReset of [false, true]) {
    const registry = new PendingRegistry();
    await using chat = new LoopbackChat({ registry });
    const alice = await Deno.connect({ hostname: "127.0.0.1", port: chat.port });
    await alice.write(new TextEncoder().encode("HELLO-FROM alice\nSEND alice hi\n"));
    await registry.nextName();
    if (isReset) alice.close();
    else await alice.closeWrite();
    registry.answer();
    const { name, reason } = await chat.status("left");
    assert.deepEqual(chat.users, []);
    assert.deepEqual([registry.released, [...registry.taken]], [["alice"], []]);
    if (!isReset) {
      assert.deepEqual([name, reason], ["alice", "disconnected"]);
      alice.close();
    }
  }
});

for (const onFailure of ["rejects", "throws"]) {
  Deno.test(`a registry that ${onFailure} ends the connection with an internal error, and no other`, async () => {
    const registry = new PendingRegistry();
    await using chat = new LoopbackChat({ registry });
    await using bob = await connectBob(chat, registry);
    if (onFailure === "throws") {
      registry.claim = () => {
        throw new Error("the registry is gone");
      };
    }
    await using alice = await LineClient.connect(chat.port, "HELLO-FROM alice\nSEND bob hi\n");
    if (onFailure === "rejects") {
      await registry.nextName();
      registry.fail();
    }
    const { error } = await chat.status("internal-error");
    assert.match(String(error), /the registry is gone/);
    assert.equal((await chat.status("left")).reason, "internal error");
    assert.equal(await alice.rest(), "");
    await bob.say("SEND bob still here\nLIST\n");
    assert.deepEqual(await bob.hear(3), ["DELIVERY bob still here", "SEND-OK", "LIST-OK bob"]);
  });
}

Deno.test("a password check that answers later lets the right client in", async () => {
  const answers: ((refusal: "password-wrong" | undefined) => void)[] = [];
  const asked = Promise.withResolvers<void>();
  const check = ({ password }: { password: string }) => {
    if (password === "") return "password-missing";
    return new Promise<"password-wrong" | undefined>((resolve) => {
      answers.push(resolve);
      if (answers.length === 2) asked.resolve();
    });
  };
  await using chat = new LoopbackChat({ guard: { asksEverybody: true, check } });
  await using alice = await FrameClient.connect(chat.port, "alice", "/password tea", "/list", "hi");
  assert.deepEqual(await alice.hear(1), ["This server asks for a password: /password PASSWORD"]);
  await using bob = await LineClient.connect(chat.port, "HELLO-FROM bob:tea\nLIST\n");
  await asked.promise;
  assert.deepEqual(chat.users, []);
  for (const answer of answers) answer(undefined);
  assert.deepEqual(await alice.hear(1), [
    "Not currently in any channel. Must join a channel before sending messages.",
  ]);
  assert.match((await bob.hear(2)).join(), /^HELLO bob,LIST-OK (alice,bob|bob,alice)$/);
});

Deno.test("a server can stop while a login is pending", async () => {
  const registry = new PendingRegistry();
  const chat = new LoopbackChat({ registry });
  await using alice = await LineClient.connect(chat.port, "HELLO-FROM alice\n");
  await registry.nextName();
  const stopped = chat[Symbol.asyncDispose]();
  // The server has closed its side: nothing more may be written.
  assert.equal(await alice.rest(), "");
  registry.answer();
  await stopped;
  assert.deepEqual(chat.users, []);
  assert.deepEqual([...registry.taken], []);
  const statuses = chat.statuses.map((status) =>
    status.type === "left" ? `left: ${status.reason}` : status.type
  );
  assert.deepEqual(statuses, ["connected", "left: server stopped"]);
});
