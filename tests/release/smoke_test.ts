import { output } from "../../release/command_output.ts";
import assert from "node:assert/strict";

Deno.test("the smoke test of releases passes for the checkout", async () => {
  const text = await output([Deno.execPath(), "run", "-A", "release/smoke.ts"]);
  assert.match(text, /Users and scripts can chat\nThe directory lists a room\n$/);
});
