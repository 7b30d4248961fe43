/**
 * Logins that are answered later: the input that follows them is held, and handled in order.
 *
 * @module
 */
import assert from "node:assert/strict";
import { concat } from "../../lib/framing/bytes.ts";
import { PendingRegistry } from "../serving/pending_registry.ts";
import { type Adapter, ADAPTERS } from "./adapters.ts";
import { Wire, type WireClient } from "./wire.ts";

/** Makes a server with that registry, where Bob has logged in. */
async function wireWithBob(
  adapter: Adapter,
  registry: PendingRegistry,
): Promise<{ wire: Wire; bob: WireClient }> {
  const wire = new Wire({ registry });
  const bob = wire.connect(adapter.dialect);
  const login = bob.write(adapter.login("bob"));
  registry.answer();
  await login;
  bob.read();
  return { wire, bob };
}

const CASES: Record<string, (adapter: Adapter) => Promise<void>> = {
  async "input that follows a pending login is handled after the answer, in order"(adapter) {
    const registry = new PendingRegistry();
    const { wire, bob } = await wireWithBob(adapter, registry);
    const alice = wire.connect(adapter.dialect);
    const messages = ["one", "two", "three"].map((text) => adapter.sendPrivate("bob", text));
    const handled = alice.write(concat([adapter.login("alice"), ...messages]));
    assert(handled, "no promise to wait for");
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert.deepEqual([alice.read().length, bob.read().length, wire.hub.users.size], [0, 0, 1]);
    registry.answer();
    await handled;
    assert.deepEqual(adapter.split(alice.read()), [
      ...adapter.replies.login("alice"),
      ...["one", "two", "three"].flatMap(() => adapter.replies.sendPrivate("bob")),
    ]);
    assert.deepEqual(
      adapter.split(bob.read()),
      ["one", "two", "three"].map((text) => adapter.privateMessage("alice", "bob", text)),
    );
    // Later input is not held.
    assert.equal(alice.write(adapter.sendPrivate("bob", "four")), undefined);
    assert.deepEqual(adapter.split(bob.read()), [adapter.privateMessage("alice", "bob", "four")]);
  },

  async "a message whose start follows a pending login is completed after the answer"(adapter) {
    const stream = concat([
      adapter.login("alice"),
      adapter.sendPrivate("bob", "one"),
      adapter.sendPrivate("bob", "two"),
    ]);
    for (let cut = adapter.login("alice").length; cut < stream.length; cut++) {
      const registry = new PendingRegistry();
      const { wire, bob } = await wireWithBob(adapter, registry);
      const alice = wire.connect(adapter.dialect);
      // The bytes are valid during the call only.
      const start = stream.slice(0, cut);
      const handled = alice.write(start);
      start.fill(0x55);
      registry.answer();
      await handled;
      alice.write(stream.subarray(cut));
      assert.deepEqual(
        adapter.split(bob.read()),
        ["one", "two"].map((text) => adapter.privateMessage("alice", "bob", text)),
        `cut at ${cut}`,
      );
    }
  },

  async "a name that the registry refuses is answered like a taken one"(adapter) {
    const registry = new PendingRegistry("alice");
    const { wire } = await wireWithBob(adapter, registry);
    const alice = wire.connect(adapter.dialect);
    const handled = Promise.resolve(alice.write(adapter.login("alice")));
    await registry.answerUntil(handled);
    const { texts, name } = adapter.replies.takenName("alice");
    assert.deepEqual(adapter.split(alice.read()), texts);
    assert.deepEqual(wire.hub.userAddresses, ["bob", ...(name ? [name] : [])]);
    assert.equal(alice.ended, undefined);
  },

  async "when nobody can get a name, the client reads why, and is not logged in"(adapter) {
    const registry = new PendingRegistry();
    const { wire } = await wireWithBob(adapter, registry);
    registry.isUnavailable = true;
    const alice = wire.connect(adapter.dialect);
    const handled = alice.write(adapter.login("alice"));
    registry.answer();
    await handled;
    assert.deepEqual(registry.pendingNames, [], "no other name is tried");
    assert.deepEqual(adapter.split(alice.read()), adapter.replies.namesUnavailable);
    assert.deepEqual(wire.hub.userAddresses, ["bob"]);
  },

  async "input that follows a pending password check is handled after the answer"(adapter) {
    const answers: (() => void)[] = [];
    const check = ({ password }: { password: string }) => {
      if (password === "") return "password-missing";
      return new Promise<undefined>((resolve) => answers.push(() => resolve(undefined)));
    };
    const wire = new Wire({ guard: { asksEverybody: true, check } });
    const alice = wire.connect(adapter.dialect);
    const handled = alice.write(concat([
      adapter.loginWithPassword("alice", "tea"),
      adapter.sendPrivate("alice", "note"),
    ]));
    assert.equal(wire.hub.users.size, 0);
    answers[0]!();
    await handled;
    const texts = [
      ...adapter.replies.loginWithPassword("alice"),
      adapter.privateMessage("alice", "alice", "note"),
      ...adapter.replies.sendPrivate("alice"),
    ];
    assert.deepEqual(adapter.split(alice.read()), texts);
  },

  async "an error of the registry reaches the connection that waits"(adapter) {
    const registry = new PendingRegistry();
    const { wire } = await wireWithBob(adapter, registry);
    const alice = wire.connect(adapter.dialect);
    const messages = [adapter.login("alice"), adapter.sendPrivate("bob", "one")];
    const handled = alice.write(concat(messages));
    registry.fail();
    await assert.rejects(async () => await handled, /the registry is gone/);
    assert.deepEqual(wire.hub.userAddresses, ["bob"]);
  },

  async "nothing is handled once the client has disconnected before the answer"(adapter) {
    const registry = new PendingRegistry();
    const { wire, bob } = await wireWithBob(adapter, registry);
    const alice = wire.connect(adapter.dialect);
    const handled = alice.write(
      concat([adapter.login("alice"), adapter.sendPrivate("bob", "one")]),
    );
    alice.close();
    registry.answer();
    await handled;
    assert.deepEqual([alice.read().length, bob.read().length], [0, 0]);
  },
};

for (const [fact, check] of Object.entries(CASES)) {
  for (const adapter of ADAPTERS) {
    Deno.test(`${adapter.dialect.name}: ${fact}`, () => check(adapter));
  }
}

Deno.test("refused logins in one segment are answered in order, up to the one that succeeds", async () => {
  for (const adapter of ADAPTERS.filter(({ replies }) => !replies.takenName("x").name)) {
    const registry = new PendingRegistry("ann", "eve");
    const { wire, bob } = await wireWithBob(adapter, registry);
    const client = wire.connect(adapter.dialect);
    const handled = client.write(concat([
      ...["ann", "eve", "alice"].map((name) => adapter.login(name)),
      adapter.sendPrivate("bob", "hi"),
    ]));
    // One claim at a time: the second login is held until the first is answered.
    assert.deepEqual(registry.pendingNames, ["ann"]);
    await registry.answerUntil(Promise.resolve(handled));
    assert.deepEqual(adapter.split(client.read()), [
      ...adapter.replies.takenName("ann").texts,
      ...adapter.replies.takenName("eve").texts,
      ...adapter.replies.login("alice"),
      ...adapter.replies.sendPrivate("bob"),
    ]);
    assert.deepEqual(adapter.split(bob.read()), [adapter.privateMessage("alice", "bob", "hi")]);
  }
});

Deno.test("a line that is too long is answered in order after a pending login", async () => {
  for (const adapter of ADAPTERS.filter(({ dialect }) => dialect.name !== "channel")) {
    const registry = new PendingRegistry();
    const { wire } = await wireWithBob(adapter, registry);
    const alice = wire.connect(adapter.dialect);
    const handled = alice.write(concat([
      adapter.login("alice"),
      adapter.sendPrivate("alice", "first"),
      adapter.sendPrivate("alice", "x".repeat(2000)),
    ]));
    registry.answer();
    await handled;
    const expected = [
      ...adapter.replies.login("alice"),
      adapter.privateMessage("alice", "alice", "first"),
      ...adapter.replies.sendPrivate("alice"),
    ];
    const texts = adapter.split(alice.read());
    assert.deepEqual(texts.slice(0, expected.length), expected);
    assert.match(
      texts.slice(expected.length).join(),
      /^BAD-RQST-BODY$|^{"action":"error"|^:\S+ 417 /,
    );
  }
});
