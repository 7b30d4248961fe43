import assert from "node:assert/strict";
import { Channel } from "../../lib/chat/channel.ts";
import type { ChatEvent } from "../../lib/chat/event.ts";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { Counters } from "../../lib/net/counters.ts";
import { FlushPass } from "../../lib/net/flush_pass.ts";
import { InternalErrors } from "../../lib/net/internal_errors.ts";
import { Outbox } from "../../lib/net/outbox.ts";
import { DEFAULT_LIMITS } from "../../lib/net/limits.ts";
import { lagLimits, SlowConsumers } from "../../lib/net/slow_consumers.ts";
import { FanOut } from "../../lib/serving/fan_out.ts";
import { GuardedSink } from "../../lib/serving/guarded_sink.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { NO_BUGS } from "../support/no_bugs.ts";

/** A dialect without the rule of one channel, which counts how often it encodes. */
class TestDialect implements Dialect {
  encoded = 0;

  constructor(readonly name: string) {}

  encode(event: ChatEvent): Uint8Array | undefined {
    this.encoded++;
    const text = describe(event);
    return text === undefined ? undefined : new TextEncoder().encode(`${text}\n`);
  }

  open(): never {
    throw new Error("No test opens a session");
  }
}

function describe(event: ChatEvent): string | undefined {
  switch (event.type) {
    case "joined":
    case "left":
      return `${event.user.name} ${event.type} ${event.channel.name}`;
    case "message":
      return `${event.from.name} in ${event.channel.name}: ${event.text}`;
    case "private":
      return `${event.from.name} to you: ${event.text}`;
    case "topic":
      return `${event.from.name} changes the topic of ${event.channel.name}`;
    case "closed":
      return `${event.from.name} closes ${event.channel.name}: ${event.text}`;
    case "broadcast":
      // A dialect may have no form of an event.
      return String(event.text) === "unspeakable" ? undefined : `${event.from.name}: ${event.text}`;
  }
}

/** A hub whose events reach the outboxes of its users. */
class Chat {
  readonly counters = new Counters();
  readonly fanOut: FanOut;
  readonly hub: Hub;

  constructor(readonly errors: Pick<InternalErrors, "report" | "count"> = NO_BUGS) {
    this.fanOut = new FanOut({
      internalErrors: errors,
      flushPass: new FlushPass(errors),
      slowConsumers: new SlowConsumers(lagLimits(DEFAULT_LIMITS), new ManualClock()),
      counters: this.counters,
    });
    this.hub = new Hub({ sinks: [new GuardedSink(this.fanOut, errors)], now: () => 0 });
  }

  login(name: string, dialect: Dialect = new TestDialect("test")): Member {
    const user = this.hub.login(name);
    assert(user instanceof User);
    const outbox = new Outbox({ flush: () => void member.flushes++ });
    const member: Member = { user, outbox, charged: 0, flushes: 0 };
    const charge = (bytes: number) => void (member.charged += bytes);
    this.fanOut.add(user, { dialect, connection: { outbox, charge } });
    return member;
  }

  channel(name: string): Channel {
    const channel = this.hub.createChannel(name);
    assert(channel instanceof Channel);
    return channel;
  }

  logout({ user }: Member): void {
    this.hub.logout(user);
    this.fanOut.remove(user);
  }
}

interface Member {
  readonly user: User;
  readonly outbox: Outbox;
  /** The bytes that count towards the user's rate, besides those received. */
  charged: number;
  /** How often something was written to the user's client. */
  flushes: number;
}

/** Returns the lines that a user has received since the last call. */
function read({ outbox }: Member): string[] {
  let text = "";
  while (outbox.backlog > 0) {
    const bytes = outbox.peek();
    text += new TextDecoder().decode(bytes);
    outbox.written(bytes.length);
  }
  return text.split("\n").slice(0, -1);
}

Deno.test("a member who leaves, or whose channel is closed, in the turn of a message still reads it", async () => {
  const chat = new Chat();
  const { hub } = chat;
  const [ann, bob, eve] = ["ann", "bob", "eve"].map((name) => chat.login(name)) as [
    Member,
    Member,
    Member,
  ];
  const tea = chat.channel("tea");
  for (const { user } of [ann, bob, eve]) hub.join(user, tea);
  await Promise.resolve();
  for (const member of [ann, bob, eve]) {
    read(member);
    member.flushes = 0;
  }
  hub.say(ann.user, tea, "hi");
  hub.leave(bob.user, tea);
  hub.close(tea, "closed");
  await Promise.resolve();
  assert.deepEqual(read(bob), ["ann in tea: hi"]);
  assert.deepEqual(read(eve), ["ann in tea: hi", "bob left tea", "server closes tea: closed"]);
  assert(bob.flushes > 0 && eve.flushes > 0 && ann.flushes > 0);
  assert.deepEqual([hub.channelNames, ann.user.channels, tea.members.size], [[], [], 0]);
});

Deno.test("a user in two channels reads the messages of both, without the user's own", () => {
  const chat = new Chat();
  const { hub } = chat;
  const dialect = new TestDialect("test");
  const [ann, bob, eve] = ["ann", "bob", "eve"].map((name) => chat.login(name, dialect)) as [
    Member,
    Member,
    Member,
  ];
  const [tea, milk] = [chat.channel("tea"), chat.channel("milk")];
  for (const { user } of [ann, bob]) hub.join(user, tea);
  for (const { user } of [ann, eve]) hub.join(user, milk);
  for (const member of [ann, bob, eve]) read(member);

  hub.say(bob.user, tea, "1");
  hub.say(ann.user, tea, "2");
  hub.say(ann.user, milk, "3");
  hub.say(bob.user, tea, "4");
  assert.deepEqual(read(ann), ["bob in tea: 1", "bob in tea: 4"]);
  assert.deepEqual(read(bob), ["ann in tea: 2"]);
  assert.deepEqual(read(eve), ["ann in milk: 3"]);
});

Deno.test("private messages keep their place among the messages of each channel", () => {
  const chat = new Chat();
  const { hub } = chat;
  const [ann, bob] = [chat.login("ann"), chat.login("bob")];
  const channels = [chat.channel("tea"), chat.channel("milk")] as const;
  for (const channel of channels) for (const { user } of [ann, bob]) hub.join(user, channel);
  read(ann);
  for (const text of ["1", "2", "3"]) {
    for (const channel of channels) hub.say(bob.user, channel, text);
    hub.sendPrivate(bob.user, "ann", text);
  }
  const lines = read(ann);
  for (const { name } of channels) {
    assert.deepEqual(
      lines.filter((line) => line.includes(`in ${name}`) || line.includes("to you")),
      ["1", "2", "3"].flatMap((text) => [`bob in ${name}: ${text}`, `bob to you: ${text}`]),
    );
  }
});

Deno.test("a user who leaves one of two channels still reads the other", () => {
  const chat = new Chat();
  const { hub } = chat;
  const [ann, bob] = [chat.login("ann"), chat.login("bob")];
  const [tea, milk] = [chat.channel("tea"), chat.channel("milk")];
  for (const channel of [tea, milk]) for (const { user } of [ann, bob]) hub.join(user, channel);
  for (const member of [ann, bob]) read(member);

  hub.say(bob.user, tea, "before");
  hub.leave(ann.user, tea);
  hub.say(bob.user, tea, "after");
  hub.say(bob.user, milk, "hi");
  assert.deepEqual(read(ann), ["bob in tea: before", "bob in milk: hi"]);
  assert.deepEqual(read(bob), ["ann left tea"]);
  hub.join(ann.user, tea);
  hub.say(bob.user, tea, "again");
  assert.deepEqual(read(ann), ["bob in tea: again"]);
});

Deno.test("a user who logs out of two channels is reported once in each", () => {
  const chat = new Chat();
  const { hub } = chat;
  const [ann, bob, eve] = [chat.login("ann"), chat.login("bob"), chat.login("eve")];
  const [tea, milk] = [chat.channel("tea"), chat.channel("milk")];
  for (const { user } of [ann, bob]) hub.join(user, tea);
  for (const { user } of [ann, eve]) hub.join(user, milk);
  for (const member of [ann, bob, eve]) read(member);
  chat.logout(ann);
  assert.deepEqual(ann.outbox.logs, []);
  assert.deepEqual([ann, bob, eve].map(read), [[], ["ann left tea"], ["ann left milk"]]);
});

Deno.test("an event is encoded once for each dialect of its receivers", () => {
  const chat = new Chat();
  const { hub } = chat;
  const dialects = [new TestDialect("one"), new TestDialect("other"), new TestDialect("absent")];
  const tea = chat.channel("tea");
  const members = Array.from(
    { length: 10 },
    (_, index) => chat.login(`user${index}`, dialects[index % 2]),
  );
  for (const { user } of members) hub.join(user, tea);
  const absent = chat.login("absent", dialects[2]);
  members.forEach(read);
  for (const dialect of dialects) dialect.encoded = 0;

  hub.say(members[0]!.user, tea, "hi");
  assert.deepEqual(dialects.map(({ encoded }) => encoded), [1, 1, 0]);
  hub.broadcast(members[0]!.user, "fire");
  assert.deepEqual(dialects.map(({ encoded }) => encoded), [2, 2, 1]);
  hub.broadcast(members[0]!.user, "unspeakable");
  assert.deepEqual(members.map(read), [
    [],
    ...members.slice(1).map(() => ["user0 in tea: hi", "user0: fire"]),
  ]);
  assert.deepEqual(read(absent), ["user0: fire"]);
});

Deno.test("a message counts once, and a delivery for each receiver", () => {
  const chat = new Chat();
  const { hub, counters } = chat;
  const members = ["ann", "bob", "eve", "kim"].map((name) => chat.login(name));
  const tea = chat.channel("tea");
  for (const { user } of members.slice(0, 3)) hub.join(user, tea);
  assert.deepEqual([counters.messages, counters.deliveries], [0, 0]);
  hub.say(members[0]!.user, tea, "hi");
  assert.deepEqual([counters.messages, counters.deliveries], [1, 2]);
  hub.sendPrivate(members[0]!.user, "ann", "note");
  assert.deepEqual([counters.messages, counters.deliveries], [2, 3]);
  hub.broadcast(members[3]!.user, "fire");
  assert.deepEqual([counters.messages, counters.deliveries], [3, 6]);
  // Kim is in no channel.
  hub.post(members[3]!.user, tea, "hello");
  assert.deepEqual([counters.messages, counters.deliveries], [4, 9]);
});

Deno.test("a broadcast, a join and a departure cost more with each receiver, other messages do not", () => {
  const chat = new Chat();
  const { hub } = chat;
  const [ann, bob, eve] = ["ann", "bob", "eve"].map((name) => chat.login(name)) as [
    Member,
    Member,
    Member,
  ];
  const tea = chat.channel("tea");
  for (const { user } of [ann, bob, eve]) hub.join(user, tea);
  const costOfNotice = bob.charged;
  assert(costOfNotice > 0);
  assert.deepEqual([ann.charged, eve.charged], [0, 2 * costOfNotice]);
  hub.say(ann.user, tea, "hi");
  hub.sendPrivate(ann.user, "bob", "hi");
  // A broadcast that no dialect has a form of reaches no receiver.
  hub.broadcast(ann.user, "unspeakable");
  assert.equal(ann.charged, 0);
  hub.broadcast(ann.user, "hi");
  const costOfTwo = ann.charged;
  assert(costOfTwo >= 2 * "ann: hi\n".length);
  chat.logout(eve);
  hub.broadcast(ann.user, "hi");
  assert.equal(ann.charged, 1.5 * costOfTwo);
  assert.deepEqual([bob.charged, eve.charged], [costOfNotice, 4 * costOfNotice]);
});

Deno.test("a muted fan-out sends nothing more, and keeps queued bytes", () => {
  const chat = new Chat();
  const { hub, fanOut } = chat;
  const [ann, bob] = [chat.login("ann"), chat.login("bob")];
  const tea = chat.channel("tea");
  for (const { user } of [ann, bob]) hub.join(user, tea);
  hub.say(ann.user, tea, "hi");
  fanOut.mute();
  hub.broadcast(ann.user, "too late");
  chat.logout(ann);
  assert.deepEqual(read(bob), ["ann in tea: hi"]);
});

/** A dialect that cannot encode any event. */
class BuggyDialect extends TestDialect {
  override encode(): never {
    throw new TypeError("a bug");
  }
}

Deno.test("a dialect that throws keeps nothing from the users of the others", () => {
  const chat = new Chat(new InternalErrors(new ManualClock(), () => {}));
  const { hub, errors } = chat;
  const [ann, bob] = [chat.login("ann"), chat.login("bob")];
  const eve = chat.login("eve", new BuggyDialect("buggy"));
  const tea = chat.channel("tea");
  for (const { user } of [eve, ann, bob]) hub.join(user, tea);
  read(bob);
  const before = errors.count;
  hub.say(ann.user, tea, "1");
  hub.sendPrivate(ann.user, "eve", "2");
  hub.broadcast(ann.user, "3");
  assert.equal(errors.count - before, 3);
  chat.logout(eve);
  hub.say(ann.user, tea, "4");
  assert.deepEqual(read(bob), ["ann in tea: 1", "ann: 3", "eve left tea", "ann in tea: 4"]);
});
