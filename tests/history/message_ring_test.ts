import assert from "node:assert/strict";
import type { PastMessage, SaidMessage } from "../../lib/history/history.ts";
import { BLOCK_COUNT } from "../../lib/history/message_block.ts";
import { MessageRing } from "../../lib/history/message_ring.ts";

/** Texts that come as strings and texts that come in bytes, in all mixtures. */
const KINDS: Record<string, (id: number) => boolean> = {
  "strings": () => false,
  "bytes": () => true,
  "both in turns": (id) => id % 2 === 0,
  "blocks of each": (id) => Math.floor(id / BLOCK_COUNT) % 2 === 0,
};

function message(id: number, isInBytes: boolean): [SaidMessage, PastMessage] {
  const text = isInBytes ? "x".repeat(id % 300) + id : `\ud800 ${id} grüezi`;
  const past = { id, time: 10 * id, sender: id % 3 === 0 ? "ann" : "bob", text };
  if (!isInBytes) return [past, past];
  return [{ ...past, text: { bytes: new TextEncoder().encode(text), toString: () => text } }, past];
}

for (const [kind, isInBytes] of Object.entries(KINDS)) {
  for (const max of [1, 2, BLOCK_COUNT - 1, BLOCK_COUNT, BLOCK_COUNT + 1, 3 * BLOCK_COUNT]) {
    Deno.test(`a ring of ${max} messages has the newest ones: ${kind}`, () => {
      const ring = new MessageRing();
      let kept: PastMessage[] = [];
      for (let id = 1; id <= 5 * BLOCK_COUNT; id++) {
        const [said, past] = message(id, isInBytes(id));
        ring.add(said);
        // The sender's bytes are only lent.
        said.text.bytes?.fill(0);
        kept.push(past);
        if (kept.length > max) {
          ring.removeOldest(1);
          kept = kept.slice(1);
        }
        assert.equal(ring.count, kept.length);
        assert.equal(ring.oldestTime, kept[0]!.time);
      }
      assert.deepEqual([...ring.after(0)], kept);
      assert.deepEqual([...ring.before(Infinity)], kept.toReversed());
      const middle = kept[kept.length >> 1]!;
      assert.deepEqual([...ring.after(middle.id)], kept.filter(({ id }) => id > middle.id));
      assert.deepEqual([...ring.since(middle.time)], kept.filter(({ id }) => id >= middle.id));
      assert.equal(ring.countBefore(middle.id), kept.length >> 1);
      assert.equal(ring.countAfter(middle.id), kept.length - 1 - (kept.length >> 1));
      ring.removeOldest(Infinity);
      assert.deepEqual([ring.count, ring.bytes, ring.oldestTime], [0, 0, undefined]);
      const [said, past] = message(9999, isInBytes(9999));
      ring.add(said);
      assert.deepEqual([...ring.after(0)], [past]);
    });
  }
}

for (const [kind, isInBytes] of Object.entries(KINDS)) {
  Deno.test(`a ring puts late messages in their places, each once: ${kind}`, () => {
    const ring = new MessageRing();
    // Three blocks come in order, then what lies between them: from the newest, the oldest, twice.
    const even = Array.from({ length: 3 * BLOCK_COUNT }, (_, index) => 2 * index + 2);
    const odd = even.map((id) => id - 1);
    const half = odd.length / 2;
    const order = [...even, ...odd.slice(half).reverse(), ...odd.slice(0, half), ...odd, ...even];
    for (const id of order) {
      const [said] = message(id, isInBytes(id));
      ring.add(said);
      said.text.bytes?.fill(0);
    }
    const kept = Array.from({ length: even.length + odd.length }, (_, index) => index + 1)
      .map((id) => message(id, isInBytes(id))[1]);
    assert.deepEqual([...ring.after(0)], kept);
    assert.deepEqual([...ring.before(Infinity)], kept.toReversed());
    assert.deepEqual([ring.count, ring.oldestTime], [kept.length, kept[0]!.time]);
    ring.removeOldest(Infinity);
    assert.equal(ring.bytes, 0);
  });
}

Deno.test("a message that comes again after it was removed stays away, and so do older ones", () => {
  const ring = new MessageRing();
  for (const id of [20, 30, 40]) ring.add(message(id, false)[0]);
  ring.removeOldest(2);
  for (const id of [10, 20, 25, 30, 35]) ring.add(message(id, false)[0]);
  assert.deepEqual(Array.from(ring.after(0), ({ id }) => id), [35, 40]);
  ring.removeOldest(Infinity);
  for (const id of [38, 40, 41]) ring.add(message(id, false)[0]);
  assert.deepEqual(Array.from(ring.after(0), ({ id }) => id), [41]);
});

Deno.test("a ring whose servers' clocks differ starts with the first message of a time", () => {
  const ring = new MessageRing();
  for (const [id, time] of [[1, 10], [2, 30], [3, 20], [4, 40]] as const) {
    ring.add({ id, time, sender: "ann", text: "hi" });
  }
  const idsSince = (time: number) => Array.from(ring.since(time), ({ id }) => id);
  assert.deepEqual([idsSince(20), idsSince(31), idsSince(41)], [[2, 3, 4], [4], []]);
});
