import assert from "node:assert/strict";
import { RecentNames } from "../../lib/clients/shared/recent_names.ts";

Deno.test("RecentNames keeps no more names than its maximum, the latest ones", () => {
  const names = new RecentNames();
  for (let index = 0; index < 100_000; index++) names.add(`stranger${index}`);
  const all = [...names];
  assert.equal(all.length, 20_000);
  assert.equal(all[0], "stranger80000");
  assert.equal(all.at(-1), "stranger99999");
});

Deno.test("RecentNames replaces, deletes and ignores names", () => {
  const names = new RecentNames(3);
  names.replace(["a", "b", "c", "d", "e"]);
  assert.deepEqual([...names], ["c", "d", "e"]);
  names.add("x".repeat(2000));
  names.add("\x1b[2J");
  names.delete("d");
  names.delete("nobody");
  assert.deepEqual([...names], ["c", "e"]);
  names.replace([]);
  assert.deepEqual([...names], []);
});
