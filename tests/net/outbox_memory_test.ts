import assert from "node:assert/strict";
import { Log } from "../../lib/net/log.ts";
import { Outbox } from "../../lib/net/outbox.ts";
import { RunningProcess } from "../support/running_process.ts";

const CASES = ["leaves", "is expelled", "is expelled while it writes", "sends"];

for (const what of CASES) {
  Deno.test(`a reader that has stopped reading and ${what} does not keep the log in memory`, async () => {
    const command = ["run", "--v8-flags=--expose-gc", "tests/net/fixture_outbox_memory.ts", what];
    await using process = new RunningProcess([Deno.execPath(), ...command]);
    assert.equal(await process.exitCode, 0, process.errors.text);
    const [, keptMib] = /^kept (\d+) MiB\n$/.exec(process.output.text)!;
    assert(Number(keptMib) < 20, process.output.text);
  });
}

Deno.test("readers that leave a log share the memory of what they still have to read", async () => {
  const command = ["run", "--v8-flags=--expose-gc", "tests/net/fixture_outbox_memory.ts", "many"];
  await using process = new RunningProcess([Deno.execPath(), ...command]);
  assert.equal(await process.exitCode, 0, process.errors.text);
  const [, keptMib] = /^kept (\d+) MiB\n$/.exec(process.output.text)!;
  assert(Number(keptMib) < 60, process.output.text);
});

Deno.test("a reader that has left still gets everything up to then, in order", () => {
  const log = new Log<Outbox>();
  const outbox = new Outbox({ flush: () => {} });
  outbox.follow(log);
  const expected: number[] = [];
  const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
  // Parts of all sizes, over the ends of chunks.
  for (let count = 0; count < 300; count++) {
    const part = bytes(1 + count * 37 % 5000, count % 256);
    if (count % 3 === 0) outbox.send(part);
    else log.append(part);
    expected.push(...part);
    if (count === 100) outbox.written(expected.splice(0, 12_345).length);
  }
  outbox.unfollow(log);
  log.append(bytes(1000, 7));
  outbox.send(bytes(3, 8));
  expected.push(8, 8, 8);
  assert.equal(outbox.backlog, expected.length);
  const received: number[] = [];
  while (outbox.backlog > 0) {
    const part = outbox.peek();
    received.push(...part);
    outbox.written(part.length);
  }
  assert.deepEqual(received, expected);
});
