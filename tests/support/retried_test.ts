import assert from "node:assert/strict";
import { retried } from "./retried.ts";

Deno.test("retried returns the result of the first try that succeeds", async () => {
  let tries = 0;
  const attempt = async () => {
    await Promise.resolve();
    assert(++tries > 2);
    return tries;
  };
  assert.equal(await retried(attempt), 3);
});

Deno.test("retried throws the last error if no try succeeds", async () => {
  let tries = 0;
  const attempt = () => Promise.reject(new Error(`try ${++tries}`));
  await assert.rejects(retried(attempt), /^Error: try 4$/);
});
