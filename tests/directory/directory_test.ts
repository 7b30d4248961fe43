import assert from "node:assert/strict";
import { Directory, type Store } from "../../lib/directory/directory.ts";
import { Refusal } from "../../lib/directory/refusal.ts";
import type { Room } from "../../lib/directory/room.ts";

const PLACE = { address: "239.0.0.1", port: 5000 };

function directory(options: { maxRooms?: number; store?: Store } = {}): Directory {
  return new Directory({ maxRooms: 1000, seed: "here", ...options });
}

function names({ rooms }: Directory): string[] {
  return rooms.map(({ name }) => name);
}

Deno.test("Directory keeps rooms in order of creation", () => {
  const rooms = directory();
  for (const name of ["b", "a", "10", "2", "__proto__"]) rooms.make(name);
  rooms.delete("a");
  rooms.make("a");
  assert.deepEqual(names(rooms), ["b", "10", "2", "__proto__", "a"]);
});

Deno.test("Directory refuses a name twice and a place twice, not an address twice", () => {
  const rooms = directory();
  assert.deepEqual(rooms.make("lobby", PLACE), { name: "lobby", ...PLACE });
  assert.throws(() => rooms.make("lobby"), { code: "name-taken" });
  assert.throws(() => rooms.make("lobby", PLACE), { code: "name-taken" });
  assert.throws(() => rooms.make("tea", PLACE), {
    code: "address-taken",
    message: 'The room "lobby" is at 239.0.0.1 5000 already',
  });
  rooms.make("tea", { ...PLACE, port: 5001 });
  rooms.make("Lobby", { ...PLACE, address: "239.0.0.2" });
  assert.deepEqual(names(rooms), ["lobby", "tea", "Lobby"]);
});

Deno.test("Directory knows a room by its name in other bytes", () => {
  const directory = new Directory({ maxRooms: 10, seed: "here" });
  directory.make("caf\u00e9");
  assert.throws(() => directory.make("cafe\u0301"), { code: "name-taken" });
  directory.delete("cafe\u0301");
  assert.deepEqual(directory.rooms, []);
});

Deno.test("Directory frees the name and the place of a room that is deleted", () => {
  const rooms = directory();
  rooms.make("lobby", PLACE);
  rooms.delete("lobby");
  assert.throws(() => rooms.delete("lobby"), { code: "no-such-room" });
  rooms.make("tea", PLACE);
  rooms.make("lobby");
  assert.deepEqual(names(rooms), ["tea", "lobby"]);
});

Deno.test("Directory picks a place that is free, the same for a room that is made again", () => {
  const rooms = directory();
  const { address, port } = rooms.make("lobby");
  rooms.delete("lobby");
  rooms.make("squatter", { address, port });
  assert.notDeepEqual(rooms.make("lobby"), { name: "lobby", address, port });
  rooms.delete("lobby");
  rooms.delete("squatter");
  assert.deepEqual(rooms.make("lobby"), { name: "lobby", address, port });
});

Deno.test("Directory keeps no more rooms than it may, and says so last", () => {
  const rooms = directory({ maxRooms: 2 });
  rooms.make("a", PLACE);
  rooms.make("b");
  assert.throws(() => rooms.make("c"), {
    code: "too-many-rooms",
    message: "The directory is full (limit: 2)",
  });
  assert.throws(() => rooms.make("a"), { code: "name-taken" });
  assert.throws(() => rooms.make("c", PLACE), { code: "address-taken" });
  rooms.delete("a");
  rooms.make("c");
});

Deno.test("Directory gives the same list until it changes", () => {
  const rooms = directory();
  const { rooms: empty } = rooms;
  assert.equal(rooms.rooms, empty);
  rooms.make("lobby", PLACE);
  assert.notEqual(rooms.rooms, empty);
  const { rooms: one } = rooms;
  assert.throws(() => rooms.make("lobby"));
  assert.equal(rooms.rooms, one);
  rooms.delete("lobby");
  assert.deepEqual(rooms.rooms, []);
});

Deno.test("Directory has changed nothing when the store has failed", () => {
  let isFull = false;
  const write = () => {
    if (isFull) throw new Refusal("store-failed", "No space");
  };
  const stored: Room[] = [{ name: "lobby", ...PLACE }];
  const rooms = directory({ store: { rooms: stored, add: write, remove: write } });
  assert.deepEqual(rooms.rooms, stored);
  isFull = true;
  assert.throws(() => rooms.make("tea"), { code: "store-failed" });
  assert.throws(() => rooms.delete("lobby"), { code: "store-failed" });
  assert.deepEqual(rooms.rooms, stored);
  assert.throws(() => rooms.make("tea", PLACE), { code: "address-taken" });
  isFull = false;
  rooms.delete("lobby");
  rooms.make("tea", PLACE);
  assert.deepEqual(names(rooms), ["tea"]);
});
