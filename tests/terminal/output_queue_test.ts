import { deepEqual, equal } from "node:assert/strict";
import { OutputQueue } from "../../lib/terminal/output_queue.ts";

Deno.test("OutputQueue writes everything in order, even if the sink takes only three bytes at a time", async () => {
  let written = "";
  const queue = new OutputQueue({
    write(bytes) {
      const part = bytes.subarray(0, 3);
      written += new TextDecoder().decode(part);
      return Promise.resolve(part.length);
    },
  });
  queue.write("Hello, ");
  queue.write("");
  queue.write("world");
  await queue.flushed();
  equal(written, "Hello, world");
  queue.write("!");
  await queue.flushed();
  equal(written, "Hello, world!");
});

Deno.test("OutputQueue writes at once, and joins the texts queued during a write", async () => {
  const written: string[] = [];
  const gate = Promise.withResolvers<void>();
  const queue = new OutputQueue({
    async write(bytes) {
      written.push(new TextDecoder().decode(bytes));
      await gate.promise;
      return bytes.length;
    },
  });
  queue.write("a");
  deepEqual(written, ["a"]);
  for (const text of "bcd") queue.write(text);
  gate.resolve();
  await queue.flushed();
  deepEqual(written, ["a", "bcd"]);
});

Deno.test("OutputQueue discards everything once the reader is gone", async () => {
  let writes = 0;
  const queue = new OutputQueue({
    write() {
      writes++;
      return Promise.reject(new Deno.errors.BrokenPipe());
    },
  });
  queue.write("a");
  queue.write("b");
  await queue.broken;
  queue.write("c");
  await queue.flushed();
  equal(writes, 1);
});

Deno.test("OutputQueue is flushed if nothing was written", async () => {
  const queue = new OutputQueue({ write: () => Promise.reject(new Error()) });
  queue.write("");
  await queue.flushed();
});
