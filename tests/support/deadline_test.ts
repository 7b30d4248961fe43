import assert from "node:assert/strict";
import { withDeadline } from "./deadline.ts";

Deno.test("withDeadline returns the value of a promise that resolves in time", async () => {
  assert.equal(await withDeadline(Promise.resolve(1), () => "never"), 1);
});

Deno.test("withDeadline rejects with a description once the deadline has passed", async () => {
  const pending = new Promise<never>(() => {});
  await assert.rejects(withDeadline(pending, () => "No answer came", 10), /^Error: No answer came/);
});
