import assert from "node:assert/strict";
import { readSnapshotPart } from "../../lib/cluster/read_wire.ts";
import { Snapshots } from "../../lib/cluster/snapshots.ts";
import { requestsTo } from "../../lib/cluster/subjects.ts";
import { type Change, encode } from "../../lib/cluster/wire.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { FakeEngine } from "./fake_bus.ts";
import { arrive } from "./servers.ts";

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
    "half a second and a change": [({ clock, presence }) => {
      clock.advance(500);
      presence.number++;
    }, 2],
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

for (const servers of [20, 40]) {
  Deno.test(`${servers} servers that ask while users come and go get two snapshots, all parts`, async () => {
    const { clock, presence, snapshots, ask } = scene();
    const asked = [];
    for (let n = 0; n < servers; n++) {
      asked.push(ask(0));
      await arrive();
      presence.number++;
    }
    clock.advance(250);
    const firsts = await Promise.all(asked);
    assert.equal(presence.made, 2);
    assert.equal(firsts.at(-1)!.number, presence.number);
    for (const { id, parts } of firsts) {
      for (let part = 1; part < parts; part++) assert.equal((await ask(part, id)).part, part);
    }
    snapshots.close();
  });
}

Deno.test("a snapshot that somebody still reads outlasts many later ones", async () => {
  const { clock, presence, snapshots, ask } = scene();
  const { id, parts } = await ask(0);
  for (let n = 0; n < 20; n++) {
    presence.number++;
    clock.advance(250);
    await ask(0);
    assert.equal((await ask(1 + n % (parts - 1), id)).id, id);
  }
  snapshots.close();
});
