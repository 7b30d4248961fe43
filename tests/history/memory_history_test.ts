import assert from "node:assert/strict";
import { MemoryHistory } from "../../lib/history/memory_history.ts";
import { message } from "./histories.ts";

function countOf(history: MemoryHistory, channel: string): number {
  const { messages, before } = history.page(channel, { before: Infinity, count: 1 });
  return messages.length + before;
}

Deno.test("when memory is short, the oldest messages of the largest channel go", () => {
  const history = new MemoryHistory({ maxCount: 10_000, maxBytes: 100_000, now: () => 0 });
  for (let id = 1; id <= 10; id++) history.add("quiet", message(id));
  for (let id = 11; id <= 5000; id++) history.add("loud", message(id, "x".repeat(100)));
  assert(history.bytes <= 100_000, `${history.bytes} bytes`);
  assert.equal(countOf(history, "quiet"), 10);
  assert(countOf(history, "loud") > 150, "too many went");
  const { messages } = history.page("loud", { before: Infinity, count: 1 });
  assert.equal(messages[0]?.id, 5000);
});

Deno.test("one message that is larger than all memory leaves nothing but a bounded rest", () => {
  const history = new MemoryHistory({ maxCount: 10, maxBytes: 1000, now: () => 0 });
  history.add("tea", message(1, "x".repeat(10_000)));
  assert.equal(history.bytes, 0);
  history.add("tea", message(2));
  assert.equal(countOf(history, "tea"), 1);
});

Deno.test("expire frees the memory of old messages in channels that nobody reads", () => {
  let now = 0;
  const history = new MemoryHistory({ maxCount: 10, maxAgeMs: 1000, now: () => now });
  history.add("tea", message(1, "hi", 0));
  now = 2000;
  history.expire();
  assert.equal(history.bytes, 0);
});

Deno.test("a long-lived channel keeps no removed messages in memory", () => {
  const history = new MemoryHistory({ maxCount: 5, now: () => 0 });
  for (let id = 1; id <= 100_000; id++) history.add("tea", message(id));
  const { messages } = history.page("tea", { after: 0, count: 99 });
  assert.deepEqual(messages.map(({ id }) => id), [99_996, 99_997, 99_998, 99_999, 100_000]);
  assert(history.bytes < 5 * 300);
});

Deno.test("a message that is older than what went for lack of memory leaves no gap behind it", () => {
  const history = new MemoryHistory({ maxCount: 10_000, maxBytes: 100_000, now: () => 0 });
  for (let id = 1000; id <= 3000; id++) history.add("tea", message(id));
  const [first] = history.page("tea", { after: 0, count: 1 }).messages;
  for (let id = 0; id < first!.id; id++) history.add("tea", message(id));
  assert.equal(history.page("tea", { after: 0, count: 1 }).messages[0]!.id, first!.id);
});
