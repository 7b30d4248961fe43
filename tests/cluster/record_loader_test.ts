import assert from "node:assert/strict";
import type { SharedRecord } from "../../lib/cluster/state/record.ts";
import { type Loaded, RecordLoader } from "../../lib/cluster/state/record_loader.ts";

const EMPTY = { time: 1, by: "a", created: undefined, receiver: undefined };

/** A loader of accounts whose bytes are the numbers of their registrations. */
function scene(onApply = () => {}) {
  const applied: Loaded[] = [];
  const sizes: number[] = [];
  const loader = new RecordLoader({
    decode(at, bytes) {
      const created = Number(new TextDecoder().decode(bytes));
      if (Number.isNaN(created)) return undefined;
      const row = { key: at, name: at, created } as SharedRecord<"account">["row"];
      return { ...EMPTY, kind: "account", key: at, row };
    },
    apply(records) {
      sizes.push(records.length);
      applied.push(...records);
      onApply();
    },
  });
  return {
    ...{ applied, sizes, loader },
    note: (at: string, text: string): void => loader.note(at, new TextEncoder().encode(text)),
  };
}

for (const count of [1, 1000, 5500, 11_000]) {
  Deno.test(`${count} records are applied a thousand at a time, with turns of the event loop in between`, async () => {
    const it = scene();
    for (let n = 0; n < count; n++) it.note(`a${n}`, `${count - n}`);
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await it.loader.applyAll();
    clearInterval(timer);
    const pieces = Math.ceil(count / 1000);
    assert.equal(it.sizes.length, pieces);
    assert(Math.max(...it.sizes) <= 1000);
    assert(turns >= pieces - 1, `${turns} turns`);
    const order = it.applied.map(({ record }) => (record as SharedRecord<"account">).row!.created);
    assert.deepEqual(order, order.toSorted((a, b) => a - b));
    assert.equal(order.length, count);
  });
}

Deno.test("records that come while others are applied are applied, too", async () => {
  const it = scene(() => {
    if (it.applied.length === 1) it.note("a", "2");
  });
  it.note("a", "1");
  const loading = it.loader.applyAll();
  assert.equal(it.loader.isDone, false);
  await loading;
  assert.equal(it.loader.isDone, true);
  assert.deepEqual(it.applied.map(({ record: { row } }) => (row as { created: number }).created), [
    1,
    2,
  ]);
});

Deno.test("records that are removed or make no sense are not applied", async () => {
  const it = scene();
  it.note("a", "1");
  it.note("b", "x");
  it.loader.note("a", undefined);
  await it.loader.applyAll();
  assert.deepEqual(it.applied, []);
});
