import assert from "node:assert/strict";
import { errorText } from "../../lib/errors/expected_error.ts";
import {
  bucketKey,
  decodeRecord,
  encodeRecord,
  type SharedRecord,
  type Stamp,
} from "../../lib/cluster/state/record.ts";
import { UnsavedRecords } from "../../lib/cluster/state/unsaved_records.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { settle } from "../support/settle.ts";
import { FakeEngine } from "./fake_bus.ts";

/** Records that are saved to a bucket. */
function scene(maxBytes = 2 ** 20) {
  const engine = new FakeEngine();
  const bus = engine.connect();
  const clock = new ManualClock();
  const records = new Map<string, SharedRecord>();
  const lost: string[] = [];
  const overtaken: string[] = [];
  const unsaved = new UnsavedRecords({
    bus: {
      maxBytes,
      get isConnected() {
        return bus.isConnected;
      },
    },
    bucket: bus.bucket("state"),
    clock,
    recordOf: (at) => records.get(at),
    onOvertaken: (_at, { key, by }) => overtaken.push(`${key} by ${by}`),
    onLost: (at, error) => lost.push(`${records.get(at)!.key}: ${errorText(error)}`),
  });
  const change = (name: string, reason = "", time = 0) => {
    const record = recordOf(name, reason, { time, by: "me" });
    const at = bucketKey("mute", name);
    records.set(at, record);
    unsaved.add(at);
  };
  return { engine, bus, clock, unsaved, lost, overtaken, change };
}

function recordOf(name: string, reason: string, stamp: Stamp): SharedRecord {
  const row = { name, until: null, reason, author: "ann", time: 0 };
  const nothing = { created: undefined, receiver: undefined };
  return { kind: "mute", key: name, row, ...nothing, ...stamp };
}

/** Stamps in the bucket, and whether a change at 5 by "me" replaces a record of theirs. */
const PRESENT: readonly (readonly [stamp: Stamp, isReplaced: boolean])[] = [
  [{ time: 4, by: "zoe" }, true],
  [{ time: 5, by: "ann" }, true],
  [{ time: 5, by: "zoe" }, false],
  [{ time: 6, by: "ann" }, false],
];

for (const [stamp, isReplaced] of PRESENT) {
  const verb = isReplaced ? "replaces" : "does not replace";
  Deno.test(`a change at 5 by me ${verb} one at ${stamp.time} by ${stamp.by}`, async () => {
    const { bus, engine, unsaved, overtaken, change } = scene();
    const at = bucketKey("mute", "eve");
    await bus.bucket("state").put(at, encodeRecord(recordOf("eve", "theirs", stamp)));
    change("eve", "mine", 5);
    await unsaved.settled();
    const { row } = decodeRecord(at, engine.buckets.state.get(at)!.value);
    assert.equal((row as { reason: string }).reason, isReplaced ? "mine" : "theirs");
    assert.deepEqual(overtaken, isReplaced ? [] : [`eve by ${stamp.by}`]);
  });
}

Deno.test("a change that is too long for NATS is given up, and the others are saved", async () => {
  const { engine, unsaved, lost, change } = scene(1000);
  change("eve", "x".repeat(2000));
  change("bob");
  await unsaved.settled();
  assert.deepEqual(lost, ["eve: it has 2102 bytes, and NATS takes 1000"]);
  assert.equal(engine.buckets.state.size, 1);
  assert.equal(unsaved.settled(), undefined);
});

Deno.test("a bounded number of changes waits for NATS, and the oldest ones go", async () => {
  const { engine, bus, clock, unsaved, lost, change } = scene();
  bus.connect(false);
  for (let count = 0; count <= 20_000; count++) change(`user${count}`);
  assert.deepEqual(lost, ["user0: too many changes wait"]);
  assert.equal(unsaved.size, 20_000);
  await settle();
  assert.equal(clock.pendingTimers, 1, "it tries again later");
  bus.connect(true);
  clock.advance(500);
  await unsaved.settled();
  assert.equal(engine.buckets.state.size, 20_000);
});

Deno.test("changes of one record that wait are saved once", async () => {
  const { engine, bus, clock, unsaved, change } = scene();
  bus.connect(false);
  for (let count = 0; count < 100; count++) change("eve", String(count));
  await settle();
  bus.connect(true);
  clock.advance(500);
  await unsaved.settled();
  const [entry] = engine.buckets.state.values();
  assert.equal(entry!.revision, 1);
  assert(new TextDecoder().decode(entry!.value).includes('"reason":"99"'));
});

Deno.test("nobody waits for a change that was overtaken while NATS was away", async () => {
  const { bus, unsaved, change } = scene();
  bus.connect(false);
  change("eve");
  const settled = unsaved.settled();
  await settle();
  unsaved.delete(bucketKey("mute", "eve"));
  await settled;
});

Deno.test("closing gives up what waits", async () => {
  const { bus, unsaved, change } = scene();
  bus.connect(false);
  change("eve");
  const settled = unsaved.settled();
  unsaved.close();
  await settled;
  assert.equal(unsaved.size, 0);
});
