import assert from "node:assert/strict";
import type { ChatEvent } from "../../lib/chat/event.ts";
import { Hub, type HubOptions } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";

function newHub(options: Partial<HubOptions> = {}): { hub: Hub; heard: string[] } {
  const heard: string[] = [];
  return { hub: new Hub({ emit: (event) => heard.push(describe(event)), ...options }), heard };
}

function describe(event: ChatEvent): string {
  switch (event.type) {
    case "joined":
    case "left":
      return `${event.user.name} ${event.type} ${event.channel.name}`;
    case "message":
      return `${event.from.name} in ${event.channel.name}: ${event.text}`;
    case "private":
      return `${event.from.name} to ${event.to.name}: ${event.text}`;
    case "broadcast":
      return `${event.from.name} to all: ${event.text}`;
  }
}

function login(hub: Hub, name: string): User {
  const user = hub.loginSuffixed(name);
  assert(user instanceof User);
  return user;
}

Deno.test("Hub gives a name that is taken the lowest free suffix", () => {
  const { hub } = newHub();
  const names = ["Alice", "Alice", "Alice", "Bob", "alice"].map((name) => login(hub, name).name);
  assert.deepEqual(names, ["Alice", "Alice_2", "Alice_3", "Bob", "alice"]);
  hub.logout(hub.users.get("Alice_2")!);
  assert.equal(login(hub, "Alice").name, "Alice_2");
  assert.equal(login(hub, "Alice").name, "Alice_4");
  hub.logout(hub.users.get("Alice")!);
  assert.equal(login(hub, "Alice").name, "Alice");
});

Deno.test("Hub finds a free suffix where somebody chose a name that looks like one", () => {
  const { hub } = newHub();
  const names = ["Al", "Al_2", "Al", "Al_2", "Al_0"].map((name) => login(hub, name).name);
  assert.deepEqual(names, ["Al", "Al_2", "Al_3", "Al_2_2", "Al_0"]);
  hub.logout(hub.users.get("Al_0")!);
  assert.equal(login(hub, "Al").name, "Al_4");
});

Deno.test("Hub logs a thousand users of one name in, each with their own", () => {
  const { hub } = newHub();
  for (let count = 0; count < 1000; count++) login(hub, "x");
  assert.equal(hub.users.size, 1000);
  assert(hub.users.get("x_1000"));
});

Deno.test("Hub is as quick among a hundred thousand users and channels", () => {
  const { hub } = newHub();
  const COUNT = 100_000;
  const started = performance.now();
  const users = Array.from(
    { length: COUNT },
    (_, at) => login(hub, at % 2 ? "Alice" : `user${at}`),
  );
  users.forEach((user, at) => assert.equal(hub.create(user, `#${at}`), undefined));
  users.forEach((user, at) => {
    assert.equal(hub.channel(`#${at}`)?.name, `#${at}`);
    assert.equal(hub.tell(user, user.address, "hi"), undefined);
  });
  assert.deepEqual([hub.users.size, hub.channelNames.length], [COUNT, COUNT]);
  users.forEach((user) => hub.logout(user));
  // It takes less than a second; a search through all of them, once for each, takes minutes.
  assert(performance.now() - started < 10_000, "It takes far longer than a look-up for each");
});

Deno.test("Hub refuses a name that is taken when it has to be exactly that", () => {
  const { hub } = newHub();
  assert(hub.login("Alice") instanceof User);
  assert.equal(hub.login("Alice"), "taken");
});

Deno.test("Hub takes names for the same that are addressed in the same way", () => {
  const { hub } = newHub();
  const user = login(hub, "Al ice!");
  assert.equal(user.name, "Al ice!");
  assert.equal(hub.users.get("Al_ice_"), user);
  assert.equal(hub.login("Al_ice_"), "taken");
});

Deno.test("Hub lets in as many users as it may, and another one when somebody has left", () => {
  const { hub } = newHub({ maxUsers: 2 });
  const alice = login(hub, "Alice");
  login(hub, "Bob");
  assert.equal(hub.loginSuffixed("Carol"), "full");
  assert.equal(hub.login("Carol"), "full");
  assert.equal(hub.login("Bob"), "taken");
  hub.logout(alice);
  login(hub, "Carol");
});

Deno.test("Hub lets a user be in one channel at a time", () => {
  const { hub, heard } = newHub();
  const alice = login(hub, "Alice");
  hub.create(alice, "one");
  hub.create(alice, "two");
  hub.join(alice, "one");
  hub.leave(alice);
  assert.deepEqual(heard, [
    "Alice joined one",
    "Alice left one",
    "Alice joined two",
    "Alice left two",
    "Alice joined one",
    "Alice left one",
  ]);
  assert.equal(alice.channel, undefined);
});

Deno.test("Hub lets a user leave and enter the channel they are in", () => {
  const { hub, heard } = newHub();
  const alice = login(hub, "Alice");
  hub.create(alice, "one");
  hub.join(alice, "one");
  assert.deepEqual(heard, ["Alice joined one", "Alice left one", "Alice joined one"]);
});

Deno.test("Hub changes nothing when a call fails", () => {
  const { hub, heard } = newHub();
  const alice = login(hub, "Alice");
  hub.create(alice, "one");
  heard.length = 0;
  assert.equal(hub.join(alice, "two"), "no-such-channel");
  assert.equal(hub.create(alice, "one"), "channel-exists");
  assert.equal(hub.tell(alice, "Bob", "hi"), "no-such-user");
  assert.deepEqual(heard, []);
  assert.equal(alice.channel?.name, "one");
  assert.deepEqual(hub.channelNames, ["one"]);
});

Deno.test("Hub keeps an empty channel, in order of creation", () => {
  const { hub } = newHub();
  const alice = login(hub, "Alice");
  for (const name of ["b", "a", "c"]) hub.create(alice, name);
  hub.logout(alice);
  assert.deepEqual(hub.channelNames, ["b", "a", "c"]);
});

Deno.test("Hub tells a channel of a user who logs out, once, and nobody when in none", () => {
  const { hub, heard } = newHub();
  const alice = login(hub, "Alice");
  hub.create(alice, "one");
  heard.length = 0;
  hub.logout(alice);
  hub.logout(login(hub, "Bob"));
  assert.deepEqual(heard, ["Alice left one"]);
  assert.equal(hub.users.size, 0);
});

Deno.test("Hub hands on messages to a channel, a user, oneself and all", () => {
  const { hub, heard } = newHub();
  const alice = login(hub, "Alice");
  assert.equal(hub.say(alice, "hello?"), "in-no-channel");
  assert.equal(hub.leave(alice), "in-no-channel");
  hub.create(alice, "one");
  heard.length = 0;
  hub.say(alice, "hello");
  hub.tell(alice, "Alice", "note");
  hub.broadcast(alice, "fire");
  assert.deepEqual(heard, ["Alice in one: hello", "Alice to Alice: note", "Alice to all: fire"]);
});
