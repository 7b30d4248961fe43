/**
 * Messages that wait, on several servers: each is delivered once, and its sender learns of it once.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { User } from "../../lib/chat/user.ts";
import { settle } from "../support/settle.ts";
import { type BucketChange, changeBucket } from "./change_bucket.ts";
import { FakeEngine } from "./fake_bus.ts";
import { StateServer } from "./state_server.ts";

/** A gate, and what passes only while it is open. */
class Gate {
  #queue: (() => void)[] | undefined;

  close(): void {
    this.#queue = [];
  }

  open(): void {
    const queue = this.#queue ?? [];
    this.#queue = undefined;
    for (const pass of queue) pass();
  }

  pass(act: () => void): void {
    if (this.#queue) this.#queue.push(act);
    else act();
  }
}

/** Servers on which bob is registered, and ann is logged in at the first one. */
class Mail implements Disposable {
  readonly ann: User;

  private constructor(readonly engine: FakeEngine, readonly servers: readonly StateServer[]) {
    this.ann = this.one.login("ann");
  }

  static async start(
    count = 2,
    changes: Readonly<Record<number, BucketChange>> = {},
  ): Promise<Mail> {
    const engine = new FakeEngine();
    const servers: StateServer[] = [];
    for (let index = 1; index <= count; index++) {
      servers.push(await StateServer.start(engine, `server${index}`, changes[index]));
    }
    await servers[0]!.register("bob");
    await settle();
    return new Mail(engine, servers);
  }

  get one(): StateServer {
    return this.servers[0]!;
  }

  get two(): StateServer {
    return this.servers[1]!;
  }

  /** Has ann send a message to bob, who is not here. */
  send(text: string): void {
    assert.equal(this.one.hub.sendPrivate(this.ann, "bob", text), undefined);
  }

  /** What bob has read on all servers. */
  get read(): string[] {
    return this.servers.flatMap(({ heard }) => heard)
      .flatMap((line) => /^ann to bob: \(.*\) (.*)$/.exec(line)?.[1] ?? []);
  }

  /** The receipts that ann has read on all servers. */
  get receipts(): string[] {
    return this.servers.flatMap(({ heard }) => heard)
      .flatMap((line) => /^server to ann: (bob has got .*)$/.exec(line)?.[1] ?? []);
  }

  async pass(durationMs: number): Promise<void> {
    for (const server of this.servers) await server.pass(durationMs);
  }

  [Symbol.dispose](): void {
    for (const server of this.servers) server[Symbol.dispose]();
  }
}

Deno.test("a message that was sent on one server is read on another one, and received once", async () => {
  using mail = await Mail.start();
  mail.send("one");
  mail.send("two");
  await settle();
  mail.two.login("bob");
  await mail.pass(200);
  await mail.pass(200);
  assert.deepEqual(mail.read, ["one", "two"]);
  assert.deepEqual(mail.receipts, ["bob has got your 2 messages"]);
  for (const server of mail.servers) assert.equal(server.waiting.count("bob"), 0);
  using late = await StateServer.start(mail.engine, "late");
  late.login("bob");
  await late.pass(200);
  assert.deepEqual(late.heard, []);
});

Deno.test("a message for somebody who has just logged in on another server comes at once", async () => {
  using mail = await Mail.start();
  mail.two.login("bob");
  await settle();
  mail.send("late");
  await mail.pass(200);
  await mail.pass(200);
  assert.deepEqual(mail.read, ["late"]);
  assert.deepEqual(mail.receipts, ["bob has got your message of 12:00"]);
});

Deno.test("a receiver who changes servers at once reads each message once", async () => {
  using mail = await Mail.start(3);
  mail.send("hi");
  await settle();
  const [, two, three] = mail.servers;
  const bob = two!.login("bob");
  // The socket has taken it, and the other servers do not know that yet.
  await settle();
  two!.logout(bob);
  three!.login("bob");
  await mail.pass(200);
  await mail.pass(10_000);
  assert.deepEqual(mail.read, ["hi"]);
  assert.deepEqual(mail.receipts, ["bob has got your message of 12:00"]);
});

Deno.test("a server that learns of a delivery late does not deliver the message again", async () => {
  const gate = new Gate();
  const late = changeBucket((bucket) => ({
    watch: (onChange) => bucket.watch((key, value) => gate.pass(() => onChange(key, value))),
  }));
  using mail = await Mail.start(3, { 3: late });
  mail.send("hi");
  await settle();
  const [, two, three] = mail.servers;
  gate.close();
  const bob = two!.login("bob");
  await mail.pass(200);
  two!.logout(bob);
  await settle();
  assert.equal(three!.waiting.count("bob"), 1);
  three!.login("bob");
  await settle();
  gate.open();
  await mail.pass(5000);
  assert.deepEqual(mail.read, ["hi"]);
});

Deno.test("a message is claimed until all servers can know that it was delivered", async () => {
  const gate = new Gate();
  const slow = changeBucket((bucket) => ({
    async update(key, value, revision) {
      await new Promise<void>((resolve) => gate.pass(resolve));
      return await bucket.update(key, value, revision);
    },
  }));
  using mail = await Mail.start(3, { 2: slow });
  mail.send("hi");
  await settle();
  const [, two, three] = mail.servers;
  gate.close();
  const bob = two!.login("bob");
  await mail.pass(200);
  two!.logout(bob);
  three!.login("bob");
  await mail.pass(1000);
  gate.open();
  await mail.pass(5000);
  assert.deepEqual(mail.read, ["hi"]);
});

Deno.test("two servers with the same user deliver a message once", async () => {
  using mail = await Mail.start(3);
  const [, two, three] = mail.servers;
  for (const server of [two!, three!]) server.login("bob");
  mail.send("hi");
  await mail.pass(200);
  await mail.pass(40_000);
  assert.deepEqual(mail.read, ["hi"]);
  assert.equal(mail.receipts.length, 1);
});

Deno.test("a message that a lost connection has not taken is read on the next server", async () => {
  using mail = await Mail.start(3);
  mail.send("hi");
  await settle();
  const [, two, three] = mail.servers;
  two!.backlog = 100;
  const bob = two!.login("bob");
  await mail.pass(200);
  two!.heard.length = 0;
  two!.logout(bob);
  await settle();
  three!.login("bob");
  await mail.pass(200);
  await mail.pass(200);
  assert.deepEqual(mail.read, ["hi"]);
  assert.equal(mail.receipts.length, 1);
});

Deno.test("a message that a dead server was delivering is read half a minute later", async () => {
  using mail = await Mail.start(3);
  mail.send("hi");
  await settle();
  const [one, two, three] = mail.servers;
  two!.backlog = 100;
  two!.login("bob");
  await settle();
  two!.bus.connect(false);
  two!.heard.length = 0;
  three!.login("bob");
  await mail.pass(5000);
  assert.deepEqual(mail.read, []);
  for (const server of [one!, three!]) server.now += 31_000;
  await mail.pass(5000);
  await mail.pass(200);
  assert.deepEqual(mail.read, ["hi"]);
});

Deno.test("a server that is cut off delivers what waits when it is back", async () => {
  using mail = await Mail.start();
  mail.send("hi");
  await settle();
  mail.two.bus.connect(false);
  mail.two.login("bob");
  await mail.pass(200);
  assert.deepEqual(mail.read, []);
  await mail.two.connect(true);
  await mail.pass(5000);
  await mail.pass(200);
  await mail.pass(200);
  assert.deepEqual(mail.read, ["hi"]);
  assert.equal(mail.receipts.length, 1);
});

Deno.test("a guest who sent the message learns of its delivery, and nobody else of that name", async () => {
  using mail = await Mail.start();
  mail.send("hi");
  await settle();
  mail.one.logout(mail.ann);
  for (const server of mail.servers) server.login("ann");
  mail.two.login("bob");
  await mail.pass(200);
  await mail.pass(200);
  assert.deepEqual(mail.read, ["hi"]);
  assert.deepEqual(mail.receipts, []);
});

Deno.test("a registered sender learns of a delivery on the server of the day", async () => {
  using mail = await Mail.start(3);
  await mail.one.register("ann");
  mail.one.now += 1000;
  mail.send("hi");
  await settle();
  mail.one.logout(mail.ann);
  const [, two, three] = mail.servers;
  three!.login("ann");
  two!.login("bob");
  await mail.pass(200);
  await mail.pass(200);
  assert.deepEqual(mail.receipts, ["bob has got your message of 12:00"]);
});

Deno.test("a mailbox is full for senders on all servers", async () => {
  using mail = await Mail.start();
  for (let count = 0; count < 20; count++) mail.send(String(count));
  await settle();
  mail.one.logout(mail.ann);
  const ann = mail.two.login("ann");
  assert.equal(
    mail.two.hub.sendPrivate(ann, "bob", "one more")?.explanation,
    "bob is not here, and 20 of your messages wait already",
  );
});

Deno.test("messages that have waited for thirty days go everywhere", async () => {
  using mail = await Mail.start();
  mail.send("old");
  await settle();
  for (const server of mail.servers) server.now += 32 * 24 * 3600 * 1000;
  for (const server of mail.servers) server.mailbox.expire();
  await mail.pass(3600 * 1000);
  assert.deepEqual(mail.servers.map(({ waiting }) => waiting.count("bob")), [0, 0]);
  const left = [...mail.engine.buckets.state.keys()].filter((key) => key.startsWith("waiting."));
  assert.deepEqual(left, []);
});
