import assert from "node:assert/strict";
import { Places } from "../../lib/directory/places.ts";
import { readPlace, type Room } from "../../lib/directory/room.ts";

/** How many addresses are picked from. */
const ADDRESSES = 262_144 - 256;

/** Picks a place and takes it. */
function pick(places: Places, seed: string): Room {
  const room = { name: seed, ...places.findFree(seed)! };
  places.add(room);
  return room;
}

function text({ address, port }: Room): string {
  return `${address} ${port}`;
}

Deno.test("Places picks from the organization-local scope, without its last 256", () => {
  for (let index = 0; index < 2000; index++) {
    const { address, port } = new Places().findFree(`seed ${index}`)!;
    assert.deepEqual(readPlace(address, String(port)), { address, port });
    assert.match(address, /^239\.19[2-5]\./);
    assert(!address.startsWith("239.195.255."), address);
    assert(port >= 29_200 && port < 29_712, String(port));
  }
});

Deno.test("Places picks the same for the same seed, and seldom the same for others", () => {
  const seeds = Array.from({ length: 250 }, (_, host) => `10.0.0.${host}:50000/lobby`);
  const picked = seeds.map((seed) => text(pick(new Places(), seed)));
  assert.deepEqual(picked, seeds.map((seed) => text(pick(new Places(), seed))));
  assert(new Set(picked).size >= 248, String(new Set(picked).size));
});

Deno.test("Places gives each room a port of its own while there are some", () => {
  const places = new Places();
  const rooms = Array.from({ length: 512 }, (_, index) => pick(places, `room ${index}`));
  assert.equal(new Set(rooms.map(({ port }) => port)).size, 512);
  const more = Array.from({ length: 512 }, (_, index) => pick(places, `room ${index}`));
  assert.equal(new Set([...rooms, ...more].map(text)).size, 1024);
  places.delete(rooms[7]!);
  assert.equal(places.get(rooms[7]!), undefined);
});

Deno.test("Places finds the last free place, and then no other", () => {
  const places = new Places();
  const rooms = Array.from({ length: ADDRESSES }, (_, index) => ({
    name: String(index),
    address: `239.${192 + (index >> 16)}.${(index >> 8) & 0xff}.${index & 0xff}`,
    port: 29_200 + index % 512,
  }));
  for (const room of rooms) places.add(room);
  assert.equal(places.findFree("whatever"), undefined);
  const { name: _, ...last } = rooms[123_456]!;
  places.delete(rooms[123_456]!);
  assert.deepEqual(places.findFree("whatever"), last);
});
