import assert from "node:assert/strict";
import { ClusterHistory } from "../../lib/cluster/cluster_history.ts";
import { message } from "../history/histories.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { settle } from "../support/settle.ts";

/** A history whose channels are loaded when a test says so. */
class Loading {
  readonly clock = new ManualClock();
  readonly failures: string[] = [];
  readonly history: ClusterHistory;

  constructor(bounds: { maxCount?: number; maxBytes?: number; maxAgeMs?: number } = {}) {
    this.history = new ClusterHistory({
      ...{ maxCount: 1000, clock: this.clock, now: () => this.clock.now(), ...bounds },
      onLoadFailure: (channel, error) => this.failures.push(`${channel}: ${error}`),
    });
  }

  /** Opens a channel; returns the end of its loading. */
  open(channel = "tea"): PromiseWithResolvers<void> {
    const loaded = Promise.withResolvers<void>();
    this.history.open(channel, () => loaded.promise);
    return loaded;
  }

  add(...ids: number[]): void {
    for (const id of ids) this.history.add("tea", message(id));
  }

  ids(channel = "tea"): number[] {
    return this.history.page(channel, { after: 0, count: 99 }).messages.map(({ id }) => id);
  }

  /** Reports whether readers of a channel still wait, once everything that is due has happened. */
  async isLoading(channel = "tea"): Promise<boolean> {
    await settle();
    return this.history.ready(channel) !== undefined;
  }
}

Deno.test("messages of channels that nobody here is in take no memory", () => {
  const tested = new Loading();
  tested.add(1);
  assert.deepEqual(tested.ids(), []);
  assert.equal(tested.history.ready("tea"), undefined);
  assert.equal(tested.history.search("tea", "cup", 9).messages.length, 0);
  tested.open();
  assert.deepEqual(tested.ids(), []);
});

Deno.test("readers of a channel wait until its messages are loaded, and have each once", async () => {
  const tested = new Loading();
  const loaded = tested.open();
  const ready = tested.history.ready("TEA");
  tested.add(5, 6);
  tested.add(1, 2, 5, 3, 4, 6);
  assert(await tested.isLoading());
  loaded.resolve();
  await ready;
  assert(!await tested.isLoading());
  assert.deepEqual(tested.ids(), [1, 2, 3, 4, 5, 6]);
  assert.equal(tested.history.search("Tea", "cup", 2).before, 4);
});

Deno.test("readers wait five seconds at most, and what is loaded later is there all the same", async () => {
  const tested = new Loading();
  const loaded = tested.open();
  const ready = tested.history.ready("tea");
  tested.add(2);
  tested.clock.advance(4999);
  assert(await tested.isLoading());
  tested.clock.advance(1);
  await ready;
  assert(!await tested.isLoading());
  assert.deepEqual(tested.ids(), [2]);
  tested.add(1);
  loaded.resolve();
  assert.deepEqual(tested.ids(), [1, 2]);
});

for (
  const [kind, fail] of Object.entries({
    "at once": () => {
      throw new Error("away");
    },
    "later": () => Promise.reject(new Error("away")),
  })
) {
  Deno.test(`a load that fails ${kind} is told, and readers have what there is`, async () => {
    const tested = new Loading();
    tested.history.open("tea", fail);
    tested.add(2);
    await tested.history.ready("tea");
    assert.deepEqual(tested.failures, ["tea: Error: away"]);
    assert.deepEqual(tested.ids(), [2]);
    // The next load repairs it.
    tested.history.open("tea", () => Promise.resolve(tested.add(1, 2)));
    await tested.history.ready("tea");
    assert.deepEqual(tested.ids(), [1, 2]);
  });
}

Deno.test("a channel that is loaded again makes readers wait for the last load", async () => {
  const tested = new Loading();
  const first = tested.open();
  const second = tested.open();
  first.resolve();
  assert(await tested.isLoading());
  second.resolve();
  assert(!await tested.isLoading());
});

Deno.test("a channel whose last user leaves takes no memory, even if it is being loaded", async () => {
  const tested = new Loading();
  const first = tested.open();
  tested.add(1);
  tested.history.close("Tea");
  tested.add(2);
  assert.deepEqual(tested.ids(), []);
  assert(!await tested.isLoading());
  // The next user enters while the first load still goes on.
  const second = tested.open();
  assert.deepEqual(tested.ids(), []);
  tested.add(1, 2);
  first.resolve();
  assert(await tested.isLoading());
  tested.add(1, 2, 3);
  second.resolve();
  assert(!await tested.isLoading());
  assert.deepEqual(tested.ids(), [1, 2, 3]);
});

Deno.test("messages that were forgotten while they were loaded do not come back", async () => {
  const tested = new Loading();
  const loaded = tested.open();
  tested.add(3);
  tested.history.forget("tea");
  tested.add(1, 2, 3, 4);
  loaded.resolve();
  await tested.history.ready("tea");
  assert.deepEqual(tested.ids(), [4]);
});

Deno.test("loaded messages keep the bounds of count, age and memory", () => {
  const counted = new Loading({ maxCount: 3 });
  counted.open();
  counted.add(5, 6, 1, 2, 3, 4);
  assert.deepEqual(counted.ids(), [4, 5, 6]);
  const aged = new Loading({ maxAgeMs: 10 });
  aged.open();
  aged.clock.advance(15);
  aged.add(20, 2, 6, 4, 5);
  aged.history.expire();
  assert.deepEqual(aged.ids(), [5, 6, 20]);
  const small = new Loading({ maxBytes: 10_000 });
  small.open();
  for (let id = 500; id > 0; id--) small.add(id);
  const kept = small.ids();
  assert(kept.length > 10 && kept.length < 99, `${kept.length} messages`);
  assert.equal(kept.at(-1), 500);
});
