import assert from "node:assert/strict";
import { readSnapshotPart } from "../../lib/cluster/read_wire.ts";
import { Snapshots } from "../../lib/cluster/snapshots.ts";
import { requestsTo } from "../../lib/cluster/subjects.ts";
import { type Change, encode } from "../../lib/cluster/wire.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { FakeEngine } from "./fake_bus.ts";

const SELF = { slot: 0, boot: "one", address: "10.0.0.1:5000" };

/** The presence of a server, whose snapshots have several parts, and another server that asks. */
function scene() {
  const engine = new FakeEngine();
  const clock = new ManualClock();
  const changes = Array.from(
    { length: 3000 },
    (_, number): Change => ["close", `channel ${number}`, number, "x".repeat(100)],
  );
  const presence = {
    number: 1,
    made: 0,
    snapshot() {
      this.made++;
      return { number: this.number, changes };
    },
  };
  const snapshots = new Snapshots({ bus: engine.connect(), clock, presence, self: SELF });
  const bus = engine.connect();
  const ask = async (part: number, id = 0) => {
    const request = encode({ boot: SELF.boot, id, part });
    return readSnapshotPart(await bus.request(requestsTo(0), request, 1000))!;
  };
  return { clock, presence, snapshots, ask };
}

Deno.test("many servers that ask at once all get every part, of one snapshot", async () => {
  const { presence, snapshots, ask } = scene();
  const firsts = await Promise.all(Array.from({ length: 50 }, () => ask(0)));
  assert(firsts[0]!.parts > 1);
  const seconds = await Promise.all(firsts.map(({ id }) => ask(1, id)));
  assert.deepEqual(seconds.map(({ part }) => part), firsts.map(() => 1));
  assert.equal(presence.made, 1);
  snapshots.close();
});

/** What happens between two requests, and whether they get the same snapshot. */
const CASES: Record<string, readonly [act: (it: ReturnType<typeof scene>) => void, made: number]> =
  {
    "nothing": [() => {}, 1],
    "half a second": [({ clock }) => clock.advance(500), 1],
    "a second": [({ clock }) => clock.advance(1000), 2],
    "a change": [({ presence }) => presence.number++, 2],
  };

for (const [name, [act, made]] of Object.entries(CASES)) {
  Deno.test(`with ${name} in between, two servers that ask cost ${made} snapshots`, async () => {
    const it = scene();
    await it.ask(0);
    act(it);
    assert.equal((await it.ask(0)).number, it.presence.number);
    assert.equal(it.presence.made, made);
    it.snapshots.close();
  });
}
