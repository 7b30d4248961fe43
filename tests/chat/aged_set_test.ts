import assert from "node:assert/strict";
import { AgedSet } from "../../lib/chat/aged_set.ts";
import { processorTime } from "../support/processor_time.ts";

Deno.test("the oldest member is the one that was added first and is still there", () => {
  const set = new AgedSet<number>();
  const model: number[] = [];
  // A generator of pseudo-random numbers, so that a failure repeats.
  let seed = 1;
  const below = (limit: number) => (seed = seed * 48_271 % 2_147_483_647) % limit;
  for (let step = 0; step < 10_000; step++) {
    // Small numbers make the set empty now and then.
    const member = below(1 + step % 10);
    const at = model.indexOf(member);
    if (below(2) === 0) {
      assert.equal(set.add(member), at < 0);
      if (at < 0) model.push(member);
    } else {
      assert.equal(set.delete(member), at >= 0);
      if (at >= 0) model.splice(at, 1);
    }
    // The oldest is not asked for after each change.
    if (below(3) === 0) assert.equal(set.oldest, model[0]);
    assert.equal(set.size, model.length);
  }
});

Deno.test("the oldest of a hundred thousand members is found at once after deletions", () => {
  const COUNT = 100_000;
  const set = new AgedSet<number>();
  const duration = processorTime(() => {
    for (let member = 0; member < 3 * COUNT; member++) {
      set.add(member);
      if (set.size > COUNT) set.delete(set.oldest!);
    }
  });
  assert.equal(set.oldest, 2 * COUNT);
  // This takes a tenth of a second; iterating over a set whose first members were deleted takes minutes.
  assert(duration < 5000, "far slower than one look-up for each");
});
