import assert from "node:assert/strict";
import { Duplicates } from "../../lib/multicast/duplicates.ts";

const BOB = "10.9.0.2:4000";

Deno.test("Duplicates finds no copies with one interface in the network", () => {
  const duplicates = new Duplicates(() => 0);
  for (let time = 0; time < 10; time++) assert(!duplicates.isCopy(BOB, "ha", time));
});

Deno.test("Duplicates finds one copy of each message for each further interface", () => {
  for (const others of [1, 2]) {
    const duplicates = new Duplicates(() => others);
    for (let said = 0; said < 3; said++) {
      assert(!duplicates.isCopy(BOB, "ha", said));
      for (let copy = 0; copy < others; copy++) assert(duplicates.isCopy(BOB, "ha", said));
    }
  }
});

Deno.test("Duplicates finds copies among other messages", () => {
  const duplicates = new Duplicates(() => 1);
  const said = ["a", "b", "a", "b"].map((text) => duplicates.isCopy(BOB, text, 0));
  assert.deepEqual(said, [false, false, true, true]);
});

Deno.test("Duplicates takes nothing for a copy that comes from elsewhere or later", () => {
  const duplicates = new Duplicates(() => 1);
  assert(!duplicates.isCopy(BOB, "ha", 0));
  assert(!duplicates.isCopy("10.9.0.2:4001", "ha", 1));
  assert(!duplicates.isCopy("10.9.0.3:4000", "ha", 2));
  assert(!duplicates.isCopy(BOB, "ha", 300));
});

Deno.test("Duplicates counts the interfaces again after a second", () => {
  let others = 0;
  const duplicates = new Duplicates(() => others);
  assert(!duplicates.isCopy(BOB, "ha", 0));
  others = 1;
  assert(!duplicates.isCopy(BOB, "ha", 999));
  assert(!duplicates.isCopy(BOB, "ha", 1000));
  assert(duplicates.isCopy(BOB, "ha", 1001));
});
