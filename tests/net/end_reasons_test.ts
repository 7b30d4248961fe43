import assert from "node:assert/strict";
import fc from "fast-check";
import { Counters } from "../../lib/net/counters.ts";
import { CLIENT_REASONS, dropReason } from "../../lib/net/end_reasons.ts";

Deno.test("the metrics have a fixed number of reasons, whatever ends connections", () => {
  const counters = new Counters();
  fc.assert(fc.property(fc.string(), fc.string(), (reason, details) => {
    counters.countEnd(reason);
    counters.countEnd(`TLS handshake failed: ${details}`);
    counters.countEnd(`${reason}: ${details}`);
  }));
  const reasons = ["too far behind", "TLS handshake failed", "other"];
  assert.deepEqual([...counters.dropped.keys()].filter((reason) => !reasons.includes(reason)), []);
});

Deno.test("the metrics know every reason in the source", async () => {
  const found = new Set<string>();
  for (const folder of ["net", "dialects", "dialects/channel", "serving", "directory"]) {
    for await (const { name, isFile } of Deno.readDir(`lib/${folder}`)) {
      if (!isFile || name === "end_reasons.ts") continue;
      const source = await Deno.readTextFile(`lib/${folder}/${name}`);
      // Calls such as `this.end("…")` and `this.#end(TEXT, "…")`.
      const calls = /(?:[eE]nd|drop|expel|[dD]ismiss|[gG]oodbye)\((?:[\w.]+, )?"([^"]+)"\)/g;
      for (const [, reason] of source.matchAll(calls)) found.add(reason!);
    }
  }
  assert(found.size >= 5, `found only ${[...found]}`);
  for (const reason of found) {
    assert(CLIENT_REASONS.has(reason) || dropReason(reason) === reason, reason);
  }
});
