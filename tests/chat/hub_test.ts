import assert from "node:assert/strict";
import { Channel } from "../../lib/chat/channel.ts";
import type { ChatEvent } from "../../lib/chat/event.ts";
import { Hub, type HubOptions } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import { Refusal } from "../../lib/errors/refusal.ts";
import { processorTime } from "../support/processor_time.ts";

/** Makes a hub, and collects descriptions of its events. */
function newHub(options: Partial<HubOptions> = {}): { hub: Hub; events: string[] } {
  const events: string[] = [];
  const sink = { emit: (event: ChatEvent) => void events.push(describe(event)) };
  return { hub: new Hub({ sinks: [sink], now: () => 0, ...options }), events };
}

function describe(event: ChatEvent): string {
  switch (event.type) {
    case "joined":
    case "left":
      return `${event.user.name} ${event.type} ${event.channel.name}`;
    case "renamed":
      return `${event.former.name} is now ${event.user.name} in ${event.channel.name}`;
    case "signal":
      return `${event.by.name} signals`;
    case "message":
      return `${event.from.name} in ${event.channel.name}: ${event.text}`;
    case "private":
      return `${event.from.name} to ${event.to.name}: ${event.text}`;
    case "broadcast":
      return `${event.from.name} to all: ${event.text}`;
    case "topic":
      return `${event.from.name} on ${event.channel.name}: ${event.channel.topic?.text}`;
    case "closed":
      return `${event.members.map(({ name }) => name)} out of ${event.channel.name}: ${event.text}`;
  }
}

/** Logs a user in under the name or the first free suffix of it. */
function login(hub: Hub, name: string): User {
  const user = hub.login(hub.firstFreeName(name));
  assert(user instanceof User);
  return user;
}

function createChannel(hub: Hub, name: string): Channel {
  const channel = hub.createChannel(name);
  assert(channel instanceof Channel);
  return channel;
}

/** Returns the code of a refusal. */
function code(result: unknown): string | undefined {
  return result instanceof Refusal ? result.code : undefined;
}

Deno.test("a taken name gets the lowest free suffix", () => {
  const { hub } = newHub();
  const names = ["Alice", "Alice", "alice", "Bob"].map((name) => login(hub, name).name);
  assert.deepEqual(names, ["Alice", "Alice_2", "alice_3", "Bob"]);
  hub.logout(hub.user("Alice_2")!);
  assert.equal(login(hub, "Alice").name, "Alice_2");
  assert.equal(login(hub, "Alice").name, "Alice_4");
  hub.logout(hub.user("Alice")!);
  assert.equal(login(hub, "Alice").name, "Alice");
});

Deno.test("a name that looks like a suffix is skipped in the search for a free one", () => {
  const { hub } = newHub();
  const names = ["Al", "Al_2", "Al", "Al_2", "Al_0"].map((name) => login(hub, name).name);
  assert.deepEqual(names, ["Al", "Al_2", "Al_3", "Al_2_2", "Al_0"]);
  hub.logout(hub.user("Al_0")!);
  assert.equal(login(hub, "Al").name, "Al_4");
});

Deno.test("asking for a free name takes nothing", () => {
  const { hub } = newHub();
  login(hub, "Al");
  assert.deepEqual([hub.firstFreeName("Al"), hub.firstFreeName("Al")], ["Al_2", "Al_2"]);
  assert.deepEqual(["Al", "Al_2", "server"].map((name) => hub.isNameTaken(name)), [
    true,
    false,
    true,
  ]);
  assert.equal(hub.users.size, 1);
});

Deno.test("a thousand users who ask for one name each get their own", () => {
  const { hub } = newHub();
  for (let count = 0; count < 1000; count++) login(hub, "x");
  assert.equal(hub.users.size, 1000);
  assert(hub.user("x_1000"));
});

Deno.test("calls take no longer among a hundred thousand users and channels", () => {
  const { hub } = newHub();
  const COUNT = 100_000;
  const duration = processorTime(() => {
    const users = Array.from(
      { length: COUNT },
      (_, at) => login(hub, at % 2 ? "Alice" : `user${at}`),
    );
    users.forEach((user, at) => hub.join(user, createChannel(hub, `#${at}`)));
    users.forEach((user, at) => {
      assert.equal(hub.channel(`#${at}`)?.name, `#${at}`);
      assert.equal(hub.sendPrivate(user, user.address, "hi"), undefined);
    });
    assert.deepEqual([hub.users.size, hub.channelNames.length], [COUNT, COUNT]);
    users.forEach((user) => hub.logout(user));
  });
  // This takes less than a second; a search through all of them, once for each, takes minutes.
  assert(duration < 30_000, "far slower than one look-up for each");
});

Deno.test("a lookalike of a user's name is taken, and gets the lowest free suffix", () => {
  const { hub } = newHub();
  const names = ["Alice", "\u0391lice", "Al\u0456ce", "Alice"].map((name) => login(hub, name).name);
  assert.deepEqual(names, ["Alice", "\u0391lice_2", "Al\u0456ce_3", "Alice_4"]);
  hub.logout(hub.user("\u0391lice_2")!);
  assert.equal(login(hub, "Alice").name, "Alice_2");
  for (const user of hub.users.values()) hub.logout(user);
  assert.equal(login(hub, "\u0391lice").name, "\u0391lice");
  assert.equal(login(hub, "Alice").name, "Alice_2");
});

Deno.test("lookalikes of the server's name and of users get suffixes as quickly as others", () => {
  const { hub } = newHub();
  login(hub, "Alice");
  const COUNT = 5000;
  const duration = processorTime(() => {
    for (let count = 0; count < COUNT; count++) {
      for (const name of ["server", "Alice", "\u0391lice"]) login(hub, name);
    }
  });
  assert.equal(hub.users.size, 3 * COUNT + 1);
  // This takes less than a second; a search from the lowest suffix for each takes minutes.
  assert(duration < 15_000, "far slower than one look-up for each");
});

Deno.test("a login under a taken name is refused", () => {
  const { hub } = newHub();
  assert(hub.login("Alice") instanceof User);
  assert.equal(code(hub.login("Alice")), "name-taken");
});

Deno.test("names with the same address are one name", () => {
  const { hub } = newHub();
  const user = login(hub, "Al ice!");
  assert.equal(user.name, "Al ice!");
  assert.equal(hub.user("Al_ice_"), user);
  assert.equal(code(hub.login("Al_ice_")), "name-taken");
});

Deno.test("a full server refuses logins until a user has left", () => {
  const { hub } = newHub({ maxUsers: 2 });
  const alice = login(hub, "Alice");
  login(hub, "Bob");
  assert.equal(code(hub.login("Carol")), "server-full");
  assert.equal(code(hub.login("Bob")), "name-taken");
  hub.logout(alice);
  login(hub, "Carol");
});

Deno.test("a user can be in several channels, in the order of joining", () => {
  const { hub, events } = newHub();
  const alice = login(hub, "Alice");
  const [one, two, three] = ["one", "two", "three"].map((name) => createChannel(hub, name)) as [
    Channel,
    Channel,
    Channel,
  ];
  hub.join(alice, two);
  hub.join(alice, one);
  const before = alice.channels;
  assert.deepEqual(before, [two, one]);
  assert.equal(hub.say(alice, one, "hello"), undefined);
  assert.equal(code(hub.say(alice, three, "hello")), "not-a-member");
  hub.leave(alice, two);
  assert.deepEqual([alice.channels, before], [[one], [two, one]]);
  assert.deepEqual([one.addresses, two.addresses], [["Alice"], []]);
  assert.deepEqual(events, [
    "Alice joined two",
    "Alice joined one",
    "Alice in one: hello",
    "Alice left two",
  ]);
});

Deno.test("a user who logs out leaves every channel", () => {
  const { hub, events } = newHub();
  const alice = login(hub, "Alice");
  const channels = ["one", "two", "three"].map((name) => createChannel(hub, name));
  for (const channel of channels) hub.join(alice, channel);
  events.length = 0;
  hub.logout(alice);
  assert.deepEqual(events, ["Alice left one", "Alice left two", "Alice left three"]);
  assert.deepEqual(channels.map(({ members }) => members.size), [0, 0, 0]);
  assert.deepEqual(alice.channels, []);
});

Deno.test("a refused call changes nothing", () => {
  const { hub, events } = newHub();
  const [alice, bob] = [login(hub, "Alice"), login(hub, "Bob")];
  const one = createChannel(hub, "one");
  hub.join(alice, one);
  events.length = 0;
  assert.equal(code(hub.join(alice, one)), "already-member");
  assert.equal(code(hub.createChannel("one")), "channel-exists");
  assert.equal(code(hub.sendPrivate(alice, "Carol", "hi")), "no-such-user");
  assert.equal(code(hub.say(bob, one, "hi")), "not-a-member");
  assert.equal(code(hub.leave(bob, one)), "not-a-member");
  assert.equal(hub.channel("two"), undefined);
  assert.deepEqual(events, []);
  assert.deepEqual([alice.channels, bob.channels], [[one], []]);
  assert.deepEqual(hub.channelNames, ["one"]);
});

Deno.test("an empty channel stays listed, in the order of creation", () => {
  const { hub } = newHub();
  const alice = login(hub, "Alice");
  for (const name of ["b", "a", "c"]) hub.join(alice, createChannel(hub, name));
  hub.logout(alice);
  assert.deepEqual(hub.channelNames, ["b", "a", "c"]);
});

Deno.test("a logout is one event in the user's channel, and none without a channel", () => {
  const { hub, events } = newHub();
  const alice = login(hub, "Alice");
  hub.join(alice, createChannel(hub, "one"));
  events.length = 0;
  hub.logout(alice);
  hub.logout(login(hub, "Bob"));
  assert.deepEqual(events, ["Alice left one"]);
  assert.equal(hub.users.size, 0);
});

Deno.test("messages go to a channel, to a user, to the sender and to all", () => {
  const { hub, events } = newHub();
  const alice = login(hub, "Alice");
  const one = createChannel(hub, "one");
  hub.join(alice, one);
  events.length = 0;
  hub.say(alice, one, "hello");
  hub.sendPrivate(alice, "Alice", "note");
  hub.broadcast(alice, "fire");
  assert.deepEqual(events, ["Alice in one: hello", "Alice to Alice: note", "Alice to all: fire"]);
});
