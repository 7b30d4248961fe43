import assert from "node:assert/strict";
import { ServerList } from "../../lib/serving/server_list.ts";
import { ManualClock } from "../support/manual_clock.ts";

Deno.test("a burst of changes is told once a second at most", () => {
  const clock = new ManualClock();
  const list = new ServerList(clock);
  const told: string[] = [];
  const end = list.observe(() => told.push(list.addresses.join(" ")));
  for (const count of [1, 2, 3, 4]) {
    list.change(Array.from({ length: count }, (_, index) => `10.0.0.${index}:1`));
  }
  assert.deepEqual(told.splice(0), ["10.0.0.0:1"]);
  clock.advance(999);
  assert.deepEqual(told, []);
  clock.advance(1);
  assert.deepEqual(told.splice(0), ["10.0.0.0:1 10.0.0.1:1 10.0.0.2:1 10.0.0.3:1"]);
  list.change(list.addresses);
  clock.advance(5000);
  assert.deepEqual(told, []);
  list.change(["10.0.0.9:1"]);
  assert.deepEqual(told.splice(0), ["10.0.0.9:1"]);
  end();
  list.change([]);
  clock.advance(1000);
  assert.deepEqual(told, []);
});

Deno.test("a list holds no address twice, none that is malformed, and not too many", () => {
  const list = new ServerList(new ManualClock());
  list.change(["a:1", "a:1", "b; script-src *:1", "ann@c:1", "d", "d:0", "d:65536", "[::1]:2"]);
  assert.deepEqual(list.addresses, ["a:1", "[::1]:2"]);
  list.change(Array.from({ length: 1000 }, (_, index) => `a:${index + 1}`));
  assert.equal(list.addresses.length, 128);
});

Deno.test("a list remembers servers that have gone, but not too many", () => {
  const list = new ServerList(new ManualClock());
  for (let index = 1; index <= 2000; index++) list.change(["own:1", `b:${index}`]);
  assert.equal(list.known.size, 1024);
  assert(["own:1", "b:2000", "b:1000"].every((address) => list.known.has(address)));
  assert(!list.known.has("b:1"));
});
