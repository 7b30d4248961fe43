import assert from "node:assert/strict";
import { Places } from "../../lib/directory/places.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { processorTime } from "../support/processor_time.ts";

/** Returns places, a clock, and the clients that have lost theirs. */
function places(max: number) {
  const clock = new ManualClock();
  const evicted: string[] = [];
  return {
    places: new Places<string>(max, clock, (client) => evicted.push(client)),
    clock,
    evicted,
  };
}

Deno.test("an address that has most places gives them up to others until they have as many", () => {
  const { places: all, evicted } = places(6);
  for (const client of ["a1", "a2", "a3", "a4", "a5", "a6"]) assert(all.take(client, "a"));
  assert.equal(all.take("a7", "a"), false);
  all.touch("a1");
  for (const client of ["b1", "b2", "b3"]) assert(all.take(client, "b"));
  assert.deepEqual(evicted, ["a2", "a3", "a4"]);
  assert.equal(all.take("b4", "b"), false);
  assert(all.take("c1", "c"));
  assert(all.take("c2", "c"));
  assert.equal(all.take("c3", "c"), false);
  assert.equal(all.take("a7", "a"), false);
});

Deno.test("clients that are active keep their places, and those silent for a minute may lose theirs", () => {
  const { places: all, clock, evicted } = places(2);
  assert(all.take("a1", "a"));
  clock.advance(30_000);
  assert(all.take("a2", "a"));
  clock.advance(29_999);
  assert.equal(all.take("a3", "a"), false);
  clock.advance(1);
  assert(all.take("a3", "a"));
  assert.deepEqual(evicted, ["a1"]);
  clock.advance(20_000);
  all.touch("a2");
  clock.advance(20_000);
  assert.equal(all.take("a4", "a"), false);
});

Deno.test("a client that leaves frees its place, and one without a place changes nothing", () => {
  const { places: all, evicted } = places(1);
  assert(all.take("a1", "a"));
  assert.equal(all.take("b1", "b"), false);
  all.touch("b1");
  all.leave("b1");
  assert.equal(all.take("b1", "b"), false);
  all.leave("a1");
  all.leave("a1");
  assert(all.take("b1", "b"));
  assert.deepEqual(evicted, []);
});

Deno.test("places for a hundred thousand clients are given and taken quickly", () => {
  const { places: all, evicted } = places(100_000);
  const duration = processorTime(() => {
    for (let client = 0; client < 100_000; client++) assert(all.take(`stranger${client}`, "a"));
    for (let client = 0; client < 1000; client++) assert(all.take(`other${client}`, `b${client}`));
  });
  assert.equal(evicted.length, 1000);
  assert(duration < 5000, `${duration} ms`);
});
