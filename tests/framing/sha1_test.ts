import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { sha1 } from "../../lib/framing/sha1.ts";

Deno.test("sha1 returns the same as the system's own, for inputs of any length", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => at * 37 + length & 0xff);
    assert.equal(sha1(bytes).toHex(), createHash("sha1").update(bytes).digest("hex"));
  }
});
