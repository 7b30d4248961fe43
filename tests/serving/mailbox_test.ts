import assert from "node:assert/strict";
import type { ChatEvent } from "../../lib/chat/event.ts";
import { ConsecutiveIds } from "../../lib/chat/event_id.ts";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import { Mailbox } from "../../lib/serving/mailbox.ts";
import { Store } from "../../lib/store/store.ts";
import { StoreError } from "../../lib/store/store_error.ts";
import { WaitingTable } from "../../lib/store/waiting_table.ts";
import { accountsIn, PASSWORD } from "./registered_chat.ts";

const DAY_MS = 24 * 3600 * 1000;

/** A mailbox, its hub, and what users read. */
class Scene implements Disposable {
  readonly store = new Store();
  readonly accounts = accountsIn(this.store, undefined, undefined, () => this.now);
  readonly table = new WaitingTable(this.store);
  readonly heard: string[] = [];
  /** The ids of what they read. */
  readonly ids: number[] = [];
  readonly charged: number[] = [];
  readonly problems: string[] = [];
  readonly hub: Hub;
  readonly mailbox: Mailbox;
  now = new Date(2026, 10, 26, 10, 31).getTime();

  constructor(maxBytes = 2 ** 20) {
    const emit = (event: ChatEvent) => {
      assert(event.type === "private");
      const { from, to, text, plainText = text } = event;
      this.ids.push(event.id);
      this.heard.push(`${from.name} to ${to.name}: ${plainText}`);
    };
    const ids = new ConsecutiveIds(1);
    this.hub = new Hub({
      ...{ sinks: [{ emit }], now: () => this.now, ids },
      takeForAbsent: (from, address, text) => this.mailbox.take(from, address, text),
    });
    this.mailbox = new Mailbox({
      ...{ hub: this.hub, accounts: this.accounts, table: this.table, maxBytes },
      now: () => this.now,
      nextId: () => ids.next(),
      charge: (_user, bytes) => void this.charged.push(bytes),
      onProblem: ({ message }) => void this.problems.push(message),
    });
  }

  static async withRegistered(...names: string[]): Promise<Scene> {
    const scene = new Scene();
    await scene.register(...names);
    return scene;
  }

  async register(...names: string[]): Promise<void> {
    const request = { network: "", isCurrent: () => true };
    for (const name of names) await this.accounts.setPassword(name, PASSWORD, request);
  }

  login(name: string): User {
    const user = this.hub.login(name);
    assert(user instanceof User);
    return user;
  }

  /** Sends a message. Returns why it was refused. */
  send(from: User, to: string, text: string): string | undefined {
    const refusal = this.hub.sendPrivate(from, to, text);
    return refusal && (refusal.explanation || refusal.code);
  }

  /** Logs a user in and delivers what waits. Returns what the user reads. */
  fetch(name: string): string[] {
    const user = this.login(name);
    this.heard.length = 0;
    const messages = this.mailbox.fetch(user);
    assert(!(messages instanceof Promise));
    this.mailbox.deliver(user, messages);
    const heard = this.heard.splice(0);
    if (messages.length > 0) this.mailbox.confirm(user, messages);
    this.hub.logout(user);
    return heard;
  }

  [Symbol.dispose](): void {
    this.store[Symbol.dispose]();
  }
}

Deno.test("a message waits for its receiver, who gets it once, with its time", async () => {
  using scene = await Scene.withRegistered("bob");
  const ann = scene.login("ann");
  assert.equal(scene.send(ann, "bob", "one"), undefined);
  assert.equal(scene.send(ann, "bob", "two"), undefined);
  assert.deepEqual(
    scene.heard,
    Array(2).fill("server to ann: bob is not here: your message waits for up to 30 days"),
  );
  scene.now += 3600 * 1000;
  assert.deepEqual(scene.fetch("bob"), ["ann to bob: (10:31) one", "ann to bob: (10:31) two"]);
  assert.deepEqual(scene.heard, ["server to ann: bob has got your 2 messages"]);
  assert.deepEqual(scene.fetch("bob"), []);
  scene.send(ann, "bob", "three");
  scene.now += DAY_MS;
  assert.deepEqual(scene.fetch("bob"), ["ann to bob: (2026-11-26 11:31) three"]);
  assert.deepEqual(scene.heard, ["server to ann: bob has got your message of 2026-11-26 11:31"]);
});

Deno.test("a message that is handed over twice has one id both times, and no other event has it", async () => {
  using scene = await Scene.withRegistered("bob");
  const ann = scene.login("ann");
  scene.send(ann, "bob", "one");
  scene.send(ann, "bob", "two");
  const bob = scene.login("bob");
  const waiting = scene.mailbox.fetch(bob);
  assert(!(waiting instanceof Promise));
  scene.ids.length = 0;
  scene.mailbox.deliver(bob, waiting);
  // The connection breaks before it is known that they have come.
  scene.mailbox.giveBack(waiting);
  scene.mailbox.deliver(bob, waiting);
  const [one, two, ...again] = scene.ids.splice(0);
  assert.deepEqual(again, [one, two]);
  scene.hub.tell(bob, "a notice");
  scene.mailbox.confirm(bob, waiting);
  scene.send(ann, "bob", "three");
  assert.equal(new Set([one, two, ...scene.ids]).size, 2 + scene.ids.length);
});

Deno.test("a message to a name that nobody has registered is refused as before", async () => {
  using scene = await Scene.withRegistered("Al_ice");
  const ann = scene.login("ann");
  for (const name of ["bob", "al_ice", "\u0410l_ice", "", "server", "x".repeat(5000)]) {
    assert.equal(scene.send(ann, name, "hi"), "no-such-user", name);
  }
  assert.equal(scene.send(ann, "Al_ice", "hi"), undefined);
});

Deno.test("a hundred messages wait for one person, and twenty of one sender", async () => {
  using scene = await Scene.withRegistered("bob", "carl");
  for (let sender = 0; sender < 5; sender++) {
    const user = scene.login(`sender${sender}`);
    for (let count = 0; count < 20; count++) {
      assert.equal(scene.send(user, "bob", "hi"), undefined);
    }
    if (sender < 4) {
      const problem = "bob is not here, and 20 of your messages wait already";
      assert.equal(scene.send(user, "bob", "hi"), problem);
    }
  }
  const late = scene.login("late");
  assert.equal(
    scene.send(late, "bob", "hi"),
    "bob is not here, and 100 messages wait already",
  );
  assert.equal(scene.send(late, "carl", "hi"), undefined);
  assert.equal(scene.fetch("bob").length, 100);
  assert.equal(scene.send(late, "bob", "hi"), undefined);
});

Deno.test("messages that wait are bounded by their size, and cost their senders", async () => {
  using scene = new Scene(100_000);
  await scene.register("bob");
  const ann = scene.login("ann");
  assert.equal(
    scene.send(ann, "bob", "x".repeat(65_537)),
    "bob is not here, and only messages of up to 64 KiB can wait",
  );
  assert.equal(scene.send(ann, "bob", "ÿ".repeat(30_000)), undefined);
  const problem = "bob is not here, and the server has no room for more messages";
  assert.equal(scene.send(ann, "bob", "x".repeat(50_000)), problem);
  assert.equal(scene.send(ann, "bob", "x".repeat(30_000)), undefined);
  assert.deepEqual(scene.charged, [64_096, 34_096]);
  scene.fetch("bob");
  assert.equal(scene.send(ann, "bob", "x".repeat(50_000)), undefined);
});

Deno.test("a message waits for thirty days and no longer", async () => {
  using scene = await Scene.withRegistered("bob");
  const ann = scene.login("ann");
  scene.send(ann, "bob", "old");
  scene.now += 10 * DAY_MS;
  scene.send(ann, "bob", "new");
  scene.now += 20 * DAY_MS;
  assert.deepEqual(scene.fetch("bob"), ["ann to bob: (2026-12-06 10:31) new"]);
  scene.mailbox.expire();
  assert.equal(scene.table.count("bob"), 0);
});

Deno.test("a name that is given up loses what waits for it", async () => {
  using scene = await Scene.withRegistered("bob");
  scene.send(scene.login("ann"), "bob", "secret");
  scene.accounts.unregister("bob");
  await scene.register("bob");
  assert.deepEqual(scene.fetch("bob"), []);
});

Deno.test("only the sender learns of the delivery, and nobody else of the same name", async () => {
  using scene = await Scene.withRegistered("bob", "carl");
  for (const name of ["ann", "carl"]) {
    const sender = scene.login(name);
    scene.send(sender, "bob", "hi");
    scene.hub.logout(sender);
    scene.login(name);
  }
  scene.fetch("bob");
  // Anybody may have become ann meanwhile, but carl is registered.
  assert.deepEqual(scene.heard, ["server to carl: bob has got your message of 10:31"]);
});

Deno.test("somebody who registers the sender's name later learns nothing", async () => {
  using scene = await Scene.withRegistered("bob");
  const ann = scene.login("ann");
  scene.send(ann, "bob", "hi");
  scene.hub.logout(ann);
  scene.now += 1;
  await scene.register("ann");
  scene.login("ann");
  scene.fetch("bob");
  assert.deepEqual(scene.heard, []);
});

Deno.test("a store that fails refuses the message, and the chat goes on", async () => {
  using scene = await Scene.withRegistered("bob");
  const ann = scene.login("ann");
  scene.send(ann, "bob", "kept");
  scene.table.add = () => {
    throw new StoreError("The disk is full");
  };
  assert.equal(
    scene.send(ann, "bob", "lost"),
    "bob is not here, and the server cannot keep messages now",
  );
  scene.table.of = scene.table.add as never;
  assert.deepEqual(scene.fetch("bob"), []);
  assert.deepEqual(scene.problems, ["The disk is full", "The disk is full"]);
});
