import assert from "node:assert/strict";
import { processorTime } from "./processor_time.ts";

Deno.test("processorTime counts work", () => {
  let sum = 0;
  const time = processorTime(() => {
    for (let step = 0; step < 2e8; step++) sum += step % 7;
  });
  assert(sum > 0 && time >= 20, `${time} ms`);
});

Deno.test("processorTime does not count the time in which the thread waits", () => {
  const time = processorTime(() => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  });
  assert(time < 400, `${time} ms`);
});
