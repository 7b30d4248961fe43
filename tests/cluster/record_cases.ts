import assert from "node:assert/strict";
import { BusError } from "../../lib/cluster/bus.ts";
import { type BusCases, bytes, cut, restore, text, until, watch } from "./bus_support.ts";

/** What holds for shared records. */
export const RECORD_CASES: BusCases = {
  "one of two servers creates a record, and changes need the last revision": async (_, a, b) => {
    const [names, same] = [a.bucket("names"), b.bucket("names")];
    const key = "a-b_c=.9";
    const results = await Promise.all([
      names.create(key, bytes("a")),
      same.create(key, bytes("b")),
    ]);
    const [revision] = results.filter((revision) => revision !== undefined);
    assert.equal(results.filter((revision) => revision === undefined).length, 1);
    assert.deepEqual((await same.get(key))!.revision, revision);
    const next = (await same.update(key, bytes("c"), revision!))!;
    assert(next > revision!);
    assert.equal(await names.update(key, bytes("d"), revision!), undefined);
    assert.equal(await names.remove(key, revision), false);
    assert.deepEqual(await names.get(key), { key, value: bytes("c"), revision: next });
    assert.equal(await names.remove(key, next), true);
    assert.equal(await same.get(key), undefined);
    assert.equal(await same.update(key, bytes("e"), next), undefined);
    assert(await same.create(key, bytes("f")) !== undefined);
    assert.equal(await a.bucket("state").get(key), undefined);
  },

  "put replaces, and removing what does not exist is done": async (_, a) => {
    const bucket = a.bucket("state");
    assert(await bucket.put("k", bytes("1")) < await bucket.put("k", bytes("")));
    assert.equal(text((await bucket.get("k"))!.value), "");
    assert.equal(await bucket.remove("k"), true);
    assert.equal(await bucket.remove("k"), true);
    assert.equal(await bucket.remove("other", 7), false);
  },

  "a record that is larger than a message is refused": async (_, a) => {
    const large = new Uint8Array(a.maxBytes + 1);
    await assert.rejects(a.bucket("state").put("k", large), BusError);
    await assert.rejects(a.bucket("state").create("k", large), BusError);
    assert.equal(await a.bucket("state").get("k"), undefined);
    await a.bucket("state").put("k", large.subarray(1));
    assert.equal((await a.bucket("state").get("k"))!.value.length, a.maxBytes);
  },

  "watching reports present records, changes and removals, until it ends": async (_, a, b) => {
    await a.bucket("state").put("gone", bytes("0"));
    await a.bucket("state").remove("gone");
    await a.bucket("state").put("x", bytes("1"));
    const [watcher, kept] = [await watch(b), await watch(b)];
    assert.deepEqual(watcher.seen, ["x=1"]);
    await a.bucket("state").put("y.z", bytes("2"));
    await a.bucket("state").put("x", bytes("3"));
    await a.bucket("state").remove("y.z");
    await until(() => watcher.seen.length === 4, "three changes");
    assert.deepEqual(watcher.seen.slice(1), ["y.z=2", "x=3", "y.z=removed"]);
    watcher.end();
    await a.bucket("state").put("x", bytes("4"));
    await until(() => kept.seen.length === 5, "the last change");
    assert.equal(watcher.seen.length, 4);
    kept.end();
  },

  "watching an empty bucket resolves": async (_, a) => {
    const { seen, end } = await watch(a);
    assert.deepEqual(seen, []);
    end();
  },

  "a watcher learns what changed while it was cut off": async (engine, a, b) => {
    for (const key of ["stays", "changes", "goes"]) await a.bucket("state").put(key, bytes("1"));
    const { seen, end } = await watch(b);
    assert.deepEqual([...seen].sort(), ["changes=1", "goes=1", "stays=1"]);
    await cut(engine, b);
    seen.length = 0;
    await a.bucket("state").put("changes", bytes("2"));
    await a.bucket("state").remove("goes");
    await a.bucket("state").put("comes", bytes("3"));
    await restore(engine, b);
    await until(() => seen.length >= 4, "the changes");
    assert.deepEqual([...seen].sort(), ["changes=2", "comes=3", "goes=removed", "stays=1"]);
    await a.bucket("state").put("comes", bytes("4"));
    await until(() => seen.includes("comes=4"), "a change after that");
    end();
  },
};
