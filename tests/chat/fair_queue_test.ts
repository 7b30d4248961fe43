import assert from "node:assert/strict";
import { FairQueue } from "../../lib/chat/fair_queue.ts";

/** Takes items until none is left, in the order in which they make room. */
function takeAll(queue: FairQueue<string, string>): string[] {
  const taken: string[] = [];
  for (let item = queue.next(); item !== undefined; item = queue.next()) {
    queue.delete(item, item[0]!);
    taken.push(item);
  }
  assert.equal(queue.size, 0);
  return taken;
}

/** The items are named after their group and a number. */
const CASES: Record<string, [added: string[], taken: string[]]> = {
  "one group, oldest first": [["a1", "a2", "a3"], ["a1", "a2", "a3"]],
  "the largest group first": [["b1", "a1", "a2", "a3"], ["a1", "a2", "b1", "a3"]],
  "groups of one item, oldest first": [["c1", "a1", "b1"], ["c1", "a1", "b1"]],
  "an item that is added twice stays where it is": [["a1", "a2", "a1"], ["a1", "a2"]],
  "nothing": [[], []],
};

for (const [name, [added, taken]] of Object.entries(CASES)) {
  Deno.test(`items make room: ${name}`, () => {
    const queue = new FairQueue<string, string>();
    for (const item of added) queue.add(item, item[0]!);
    assert.equal(queue.size, new Set(added).size);
    assert.deepEqual(takeAll(queue), taken);
  });
}

Deno.test("items that are deleted, or were never there, do not make room", () => {
  const queue = new FairQueue<string, string>();
  for (const item of ["a1", "a2", "a3", "b1", "b2"]) queue.add(item, item[0]!);
  for (const item of ["a1", "a1", "a9", "c1", "b2"]) queue.delete(item, item[0]!);
  assert.equal(queue.size, 3);
  assert.deepEqual(takeAll(queue), ["a2", "b1", "a3"]);
});

Deno.test("the next item is always of a largest group, and the oldest there", () => {
  const queue = new FairQueue<number, number>();
  const groups = new Map<number, number[]>();
  // A generator of pseudo-random numbers, so that a failure repeats.
  let seed = 1;
  const below = (limit: number) => (seed = seed * 48_271 % 2_147_483_647) % limit;
  for (let item = 0; item < 5000; item++) {
    const group = below(1 + below(20));
    const items = groups.get(group) ?? [];
    groups.set(group, items);
    if (below(5) < 3) {
      items.push(item);
      queue.add(item, group);
    } else if (items.length > 0) {
      const [deleted] = items.splice(below(items.length), 1);
      queue.delete(deleted!, group);
    }
    const largest = Math.max(...Array.from(groups.values(), ({ length }) => length));
    const candidates = [...groups.values()].filter(({ length }) => length === largest);
    const next = queue.next();
    if (largest === 0) assert.equal(next, undefined);
    else assert(candidates.some(([oldest]) => oldest === next), `${item}`);
  }
});
