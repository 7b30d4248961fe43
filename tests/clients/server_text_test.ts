import assert from "node:assert/strict";
import { parseServer } from "../../lib/clients/shared/server_text.ts";
import { UsageError } from "../../lib/errors/expected_error.ts";
import { processorTime } from "../support/processor_time.ts";

/** The ways to write a server, each with its host and port. */
const SERVERS: Readonly<Record<string, readonly [host: string, port?: number]>> = {
  "localhost": ["localhost"],
  " localhost ": ["localhost"],
  "localhost:5000": ["localhost", 5000],
  "localhost 5000": ["localhost", 5000],
  "192.168.1.20:5000": ["192.168.1.20", 5000],
  "[::1]": ["::1"],
  "[::1]:5000": ["::1", 5000],
  "[::1] 5000": ["::1", 5000],
  "::1": ["::1"],
  "::1 5000": ["::1", 5000],
  "2001:db8::1": ["2001:db8::1"],
  "fe80::1%eth0": ["fe80::1%eth0"],
};

for (const [text, [host, port]] of Object.entries(SERVERS)) {
  Deno.test(`parseServer understands "${text}"`, () => {
    assert.deepEqual(parseServer(text), { host, port });
  });
}

for (
  const text of ["", ":5000", "a b c", "a:1 2", "a:", "a:x", "a:0", "a:65536", "a b", "[a", "[]:1"]
) {
  Deno.test(`parseServer refuses "${text}"`, () => {
    assert.throws(() => parseServer(text), UsageError);
  });
}

Deno.test("parseServer reads a megabyte in little time", () => {
  const duration = processorTime(() => {
    for (const part of [":", "[", "a", " ", "a:", "]:", "a b "]) {
      const text = `${part.repeat((1 << 20) / part.length)}]`;
      assert.throws(() => parseServer(text), UsageError);
    }
  });
  assert(duration < 5000, `${duration} ms`);
});
