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
