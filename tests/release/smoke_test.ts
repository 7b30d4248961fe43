import { output } from "../../release/command_output.ts";
import assert from "node:assert/strict";

Deno.test("what releases have to come through holds for the checkout", async () => {
  const text = await output([Deno.execPath(), "run", "-A", "release/smoke.ts"]);
  assert.match(text, /Users talk, and so do scripts\nThe directory keeps a room\n$/);
});
