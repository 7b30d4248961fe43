import assert from "node:assert/strict";
import { InternalErrors } from "../../lib/net/internal_errors.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { Chat, type Member, read, TestDialect } from "./fan_out_chat.ts";

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
