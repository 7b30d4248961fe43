import assert from "node:assert/strict";
import { DuplicateFilter } from "../../lib/multicast/duplicate_filter.ts";

const BOB = "10.9.0.2:4000";

Deno.test("with one interface in the network, no message is a duplicate", () => {
  const filter = new DuplicateFilter(() => 0);
  for (let time = 0; time < 10; time++) assert(!filter.isDuplicate(BOB, "ha", time));
});

Deno.test("each message has one duplicate for each parallel interface", () => {
  for (const parallel of [1, 2]) {
    const filter = new DuplicateFilter(() => parallel);
    for (let time = 0; time < 3; time++) {
      assert(!filter.isDuplicate(BOB, "ha", time));
      for (let copy = 0; copy < parallel; copy++) assert(filter.isDuplicate(BOB, "ha", time));
    }
  }
});

Deno.test("duplicates are found among other messages", () => {
  const filter = new DuplicateFilter(() => 1);
  const results = ["a", "b", "a", "b"].map((text) => filter.isDuplicate(BOB, text, 0));
  assert.deepEqual(results, [false, false, true, true]);
});

Deno.test("a message from another sender, or a later one, is not a duplicate", () => {
  const filter = new DuplicateFilter(() => 1);
  assert(!filter.isDuplicate(BOB, "ha", 0));
  assert(!filter.isDuplicate("10.9.0.2:4001", "ha", 1));
  assert(!filter.isDuplicate("10.9.0.3:4000", "ha", 2));
  assert(!filter.isDuplicate(BOB, "ha", 300));
});

Deno.test("the parallel interfaces are counted again after a second", () => {
  let parallel = 0;
  const filter = new DuplicateFilter(() => parallel);
  assert(!filter.isDuplicate(BOB, "ha", 0));
  parallel = 1;
  assert(!filter.isDuplicate(BOB, "ha", 999));
  assert(!filter.isDuplicate(BOB, "ha", 1000));
  assert(filter.isDuplicate(BOB, "ha", 1001));
});

Deno.test("a shortage of descriptors keeps the last count, and no message is lost", () => {
  let isShort = false;
  const filter = new DuplicateFilter(() => {
    if (isShort) throw new Error("Too many open files (os error 24)");
    return 1;
  });
  assert(!filter.isDuplicate(BOB, "ha", 0));
  isShort = true;
  assert(!filter.isDuplicate(BOB, "ho", 1000));
  assert(filter.isDuplicate(BOB, "ho", 1001));
});
