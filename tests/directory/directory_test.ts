import assert from "node:assert/strict";
import { Refusal } from "../../lib/errors/refusal.ts";
import { Directory } from "../../lib/directory/directory.ts";
import type { Room } from "../../lib/directory/room.ts";
import type { Store } from "../../lib/directory/store.ts";
import { StoreError } from "../../lib/store/store_error.ts";
import { assertRefused } from "./assert_refused.ts";

const ENDPOINT = { address: "239.0.0.1", port: 5000 };

function directory(options: { maxRooms?: number; store?: Store } = {}): Directory {
  return new Directory({ maxRooms: 1000, seed: "here", ...options });
}

function names({ rooms }: Directory): string[] {
  return rooms.map(({ name }) => name);
}

/** Makes a room, which must not be refused. */
function make(rooms: Directory, name: string): Room {
  const room = rooms.make(name);
  assert(!(room instanceof Refusal));
  return room;
}

Deno.test("a directory lists its rooms in order of creation", () => {
  const rooms = directory();
  for (const name of ["b", "a", "10", "2", "__proto__"]) make(rooms, name);
  rooms.delete("a");
  make(rooms, "a");
  assert.deepEqual(names(rooms), ["b", "10", "2", "__proto__", "a"]);
});

Deno.test("two rooms may share an address or a port, but not a name or both", () => {
  const rooms = directory();
  assert.deepEqual(rooms.make("lobby", ENDPOINT), { name: "lobby", ...ENDPOINT });
  assertRefused(rooms.make("lobby"), "name-taken");
  assertRefused(rooms.make("lobby", ENDPOINT), "name-taken");
  assert.deepEqual(
    rooms.make("tea", ENDPOINT),
    new Refusal("address-taken", 'The room "lobby" already uses 239.0.0.1 5000'),
  );
  rooms.make("tea", { ...ENDPOINT, port: 5001 });
  rooms.make("Lobby", { ...ENDPOINT, address: "239.0.0.2" });
  assert.deepEqual(names(rooms), ["lobby", "tea", "Lobby"]);
});

Deno.test("names that differ only in their Unicode form are the same name", () => {
  const rooms = directory();
  make(rooms, "caf\u00e9");
  assertRefused(rooms.make("cafe\u0301"), "name-taken");
  rooms.delete("cafe\u0301");
  assert.deepEqual(rooms.rooms, []);
});

Deno.test("the name and the endpoint of a deleted room are free again", () => {
  const rooms = directory();
  rooms.make("lobby", ENDPOINT);
  assert.equal(rooms.delete("lobby"), undefined);
  assertRefused(rooms.delete("lobby"), "no-such-room");
  rooms.make("tea", ENDPOINT);
  make(rooms, "lobby");
  assert.deepEqual(names(rooms), ["tea", "lobby"]);
});

Deno.test("a room that is made again gets its former endpoint if that is free", () => {
  const rooms = directory();
  const { address, port } = make(rooms, "lobby");
  rooms.delete("lobby");
  rooms.make("squatter", { address, port });
  assert.notDeepEqual(make(rooms, "lobby"), { name: "lobby", address, port });
  rooms.delete("lobby");
  rooms.delete("squatter");
  assert.deepEqual(make(rooms, "lobby"), { name: "lobby", address, port });
});

Deno.test("a full directory refuses a room, after it has checked the name and the endpoint", () => {
  const rooms = directory({ maxRooms: 2 });
  rooms.make("a", ENDPOINT);
  make(rooms, "b");
  assert.deepEqual(
    rooms.make("c"),
    new Refusal("too-many-rooms", "The directory is full (limit: 2)"),
  );
  assertRefused(rooms.make("a"), "name-taken");
  assertRefused(rooms.make("c", ENDPOINT), "address-taken");
  rooms.delete("a");
  make(rooms, "c");
});

Deno.test("the list of rooms is the same array until a room is made or deleted", () => {
  const rooms = directory();
  const { rooms: empty } = rooms;
  assert.equal(rooms.rooms, empty);
  rooms.make("lobby", ENDPOINT);
  assert.notEqual(rooms.rooms, empty);
  const { rooms: one } = rooms;
  assertRefused(rooms.make("lobby"), "name-taken");
  assert.equal(rooms.rooms, one);
  rooms.delete("lobby");
  assert.deepEqual(rooms.rooms, []);
});

Deno.test("a directory changes nothing when its store fails", () => {
  let isFull = false;
  const write = () => {
    if (isFull) throw new StoreError("No space");
  };
  const stored: Room[] = [{ name: "lobby", ...ENDPOINT }];
  const rooms = directory({ store: { rooms: stored, add: write, remove: write } });
  assert.deepEqual(rooms.rooms, stored);
  isFull = true;
  assert.deepEqual(rooms.make("tea"), new Refusal("store-failed", "No space"));
  assertRefused(rooms.delete("lobby"), "store-failed");
  assert.deepEqual(rooms.rooms, stored);
  assertRefused(rooms.make("tea", ENDPOINT), "address-taken");
  isFull = false;
  rooms.delete("lobby");
  rooms.make("tea", ENDPOINT);
  assert.deepEqual(names(rooms), ["tea"]);
});

Deno.test("a directory does not take a bug in its store for an expected failure", () => {
  const write = () => {
    throw new TypeError("bug");
  };
  const rooms = directory({ store: { rooms: [], add: write, remove: write } });
  assert.throws(() => rooms.make("tea"), TypeError);
});

Deno.test("clients of one address make at most their share of the rooms, whoever deletes them", () => {
  const rooms = directory({ maxRooms: 10 });
  const [ann, bob] = ["192.0.2.1", "192.0.2.2"].map((address) => ({ address, maxRooms: 2 }));
  for (const name of ["a", "b"]) assert(!(rooms.make(name, undefined, ann) instanceof Refusal));
  assert.deepEqual(
    rooms.make("c", undefined, ann),
    new Refusal(
      "too-many-rooms",
      "Clients of your address have made as many rooms as they may (limit: 2)",
    ),
  );
  // What is wrong with a room in any case comes first.
  assertRefused(rooms.make("a", undefined, ann), "name-taken");
  // Others are not concerned.
  assert(!(rooms.make("c", undefined, bob) instanceof Refusal));
  for (let count = 0; count < 5; count++) make(rooms, `unlimited${count}`);
  rooms.delete("a");
  assert(!(rooms.make("a", undefined, bob) instanceof Refusal));
  assertRefused(rooms.make("d", undefined, bob), "too-many-rooms");
  rooms.delete("a");
  assert(!(rooms.make("d", undefined, ann) instanceof Refusal));
  assertRefused(rooms.make("e", undefined, ann), "too-many-rooms");
});

Deno.test("a room that the store refuses counts for nobody", () => {
  let isFull = true;
  const write = () => {
    if (isFull) throw new StoreError("No space");
  };
  const rooms = directory({ store: { rooms: [], add: write, remove: write } });
  const ann = { address: "192.0.2.1", maxRooms: 1 };
  for (let attempt = 0; attempt < 3; attempt++) {
    assertRefused(rooms.make("a", undefined, ann), "store-failed");
  }
  isFull = false;
  assert(!(rooms.make("a", undefined, ann) instanceof Refusal));
  isFull = true;
  assertRefused(rooms.delete("a"), "store-failed");
  assertRefused(rooms.make("b", undefined, ann), "too-many-rooms");
});
