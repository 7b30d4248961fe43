import assert from "node:assert/strict";
import { EndpointPool } from "../../lib/directory/endpoint_pool.ts";
import { parseEndpoint, type Room } from "../../lib/directory/room.ts";

const ADDRESS_COUNT = 262_144 - 256;

/** Adds a room at the endpoint that the pool finds for its name. */
function addRoom(endpoints: EndpointPool, name: string): Room {
  const room = { name, ...endpoints.findFree(name)! };
  endpoints.add(room);
  return room;
}

function text({ address, port }: Room): string {
  return `${address} ${port}`;
}

Deno.test("chosen addresses are in the organization-local scope, without its last 256", () => {
  for (let index = 0; index < 2000; index++) {
    const { address, port } = new EndpointPool().findFree(`seed ${index}`)!;
    assert.deepEqual(parseEndpoint(address, String(port)), { address, port });
    assert.match(address, /^239\.19[2-5]\./);
    assert(!address.startsWith("239.195.255."), address);
    assert(port >= 29_200 && port < 29_712, String(port));
  }
});

Deno.test("the same seed gives the same endpoint, and other seeds rarely do", () => {
  const seeds = Array.from({ length: 250 }, (_, host) => `10.0.0.${host}:50000/lobby`);
  const chosen = seeds.map((seed) => text(addRoom(new EndpointPool(), seed)));
  assert.deepEqual(chosen, seeds.map((seed) => text(addRoom(new EndpointPool(), seed))));
  assert(new Set(chosen).size >= 248, String(new Set(chosen).size));
});

Deno.test("each room has a port of its own until all ports are used", () => {
  const endpoints = new EndpointPool();
  const rooms = Array.from({ length: 512 }, (_, index) => addRoom(endpoints, `room ${index}`));
  assert.equal(new Set(rooms.map(({ port }) => port)).size, 512);
  const more = Array.from({ length: 512 }, (_, index) => addRoom(endpoints, `room ${index}`));
  assert.equal(new Set([...rooms, ...more].map(text)).size, 1024);
  endpoints.delete(rooms[7]!);
  assert.equal(endpoints.get(rooms[7]!), undefined);
});

Deno.test("the pool finds the last free endpoint, and then none", () => {
  const endpoints = new EndpointPool();
  const rooms = Array.from({ length: ADDRESS_COUNT }, (_, index) => ({
    name: String(index),
    address: `239.${192 + (index >> 16)}.${(index >> 8) & 0xff}.${index & 0xff}`,
    port: 29_200 + index % 512,
  }));
  for (const room of rooms) endpoints.add(room);
  assert.equal(endpoints.findFree("any"), undefined);
  const { name: _, ...last } = rooms[123_456]!;
  endpoints.delete(rooms[123_456]!);
  assert.deepEqual(endpoints.findFree("any"), last);
});
