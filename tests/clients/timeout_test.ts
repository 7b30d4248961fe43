import assert from "node:assert/strict";
import { within } from "../../lib/clients/shared/timeout.ts";

Deno.test("within passes on what a promise brings in time, be it a value or an error", async () => {
  const unexpected = () => assert.fail("there was time enough");
  assert.equal(await within(60_000, Promise.resolve(1), unexpected), 1);
  await assert.rejects(within(60_000, Promise.reject(new Error("no")), unexpected), /^Error: no$/);
});

Deno.test("within rejects with the error of its caller when the time is over", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await assert.rejects(within(1, promise, () => new Error("late")), /^Error: late$/);
  resolve();
});

Deno.test("a stop of the process does not count as waiting", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const answered = within(1000, promise, () => new Error("late"));
  // The event loop stands still, as in a stopped process; then the answer is there to be read.
  const until = performance.now() + 1500;
  while (performance.now() < until);
  setTimeout(() => resolve("in time"), 0);
  assert.equal(await answered, "in time");
});
