import assert from "node:assert/strict";
import fc from "fast-check";
import { comparedName, excludeEachOther } from "../../lib/cluster/name_record.ts";
import { foldedLook } from "../../lib/chat/look_index.ts";
import { canonicalName, keyOf } from "../../lib/chat/user.ts";
import { nameRecordKey } from "../../lib/cluster/name_record.ts";
import { type Fate, FlakyBus } from "../cluster/flaky_bus.ts";
import { arrive, TestCluster, type TestServer } from "../cluster/servers.ts";
import { holds } from "./holds.ts";

const tricky = fc.string({
  unit: fc.constantFrom(
    ...["a", "A", "\u0430", "\u0391", "l", "L", "1", "i", "I", "\u0406", "|", "m", "M", "rn", "R"],
    ...["o", "O", "0", "\u039f", "e\u0301", "é", "_", " ", "[", "%", '"', "`", "'", "\u0301"],
  ),
  maxLength: 6,
});

holds(
  "names that exclude each other have one record",
  fc.property(fc.array(tricky, { minLength: 2, maxLength: 12, size: "max" }), (names) => {
    const lookOf = (name: string) => foldedLook(canonicalName(name)).skeleton;
    for (const one of names) {
      const flipped = one.replace(
        /[a-z]/gi,
        (letter) => letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      );
      for (const other of [...names, flipped]) {
        if (keyOf(one) !== keyOf(other) && lookOf(one) !== lookOf(other)) continue;
        assert.equal(nameRecordKey(comparedName(one)), nameRecordKey(comparedName(other)));
      }
    }
  }),
  1000,
);

/** Names of which some exclude each other. */
const NAMES = ["Bill", "bill", "bIll", "user1", "userl", "us\u0435r1", "eve"];

const step = fc.record({
  act: fc.oneof(
    { weight: 8, arbitrary: fc.constant("claim" as const) },
    { weight: 4, arbitrary: fc.constant("release" as const) },
    { weight: 4, arbitrary: fc.constant("pass" as const) },
    fc.constantFrom("cut", "mend", "kill", "stop", "lose leader", "find leader", "arrive late"),
  ),
  server: fc.nat(2),
  name: fc.constantFrom(...NAMES),
  durationMs: fc.constantFrom(0, 250, 1000, 5000, 10_000, 20_000),
});

/** A cluster whose servers have users, as chat servers do. */
class Stage {
  readonly cluster = new TestCluster();
  /** The names of the users of each server. */
  readonly users = new Map<TestServer, Set<string>>();
  readonly #fates: readonly Fate[];
  #next = 0;
  #hasFaults = true;

  constructor(fates: readonly Fate[]) {
    this.#fates = fates;
  }

  async start(): Promise<void> {
    const bus = new FlakyBus(this.cluster.engine, () => {
      return this.#hasFaults && this.#fates[this.#next++ % this.#fates.length] || "well";
    });
    const hadFaults = this.#hasFaults;
    this.#hasFaults = false;
    const server = await this.cluster.start(bus);
    this.#hasFaults = hadFaults;
    const users = new Set<string>();
    this.users.set(server, users);
    server.onBack = async () => {
      const lost = await server.names.reclaim(Array.from(users, (name) => ({ name })));
      for (const name of lost) this.release(server, name);
    };
  }

  claim(server: TestServer, name: string): void {
    void server.names.claim(name).then((refusal) => {
      if (!refusal && this.users.has(server)) this.users.get(server)!.add(name);
    });
  }

  release(server: TestServer, name: string): void {
    if (this.users.get(server)?.delete(name)) server.names.release(name);
  }

  kill(server: TestServer): void {
    server.kill();
    this.users.delete(server);
    this.cluster.servers.splice(this.cluster.servers.indexOf(server), 1);
  }

  /** Checks that no two users of servers that are not away have names that exclude each other. */
  check(): void {
    const names = [...this.users].filter(([{ membership }]) => !membership.isAway)
      .flatMap(([{ slot }, names]) =>
        Array.from(names, (name) => ({ ...comparedName(name), name, slot }))
      );
    for (const [at, one] of names.entries()) {
      const clash = names.slice(0, at).find((other) => excludeEachOther(one, other));
      assert(!clash, `${one.name} at ${one.slot}, ${clash?.name} at ${clash?.slot}`);
    }
  }

  async mend(): Promise<void> {
    const { engine, servers } = this.cluster;
    this.#hasFaults = false;
    engine.hasLeader = true;
    for (const { bus } of servers) bus.connect(true);
    for (const { bus } of servers) await (bus as FlakyBus).arriveLate();
    await this.cluster.pass(30_000);
    assert.deepEqual(servers.map(({ membership }) => membership.isAway), servers.map(() => false));
  }
}

holds(
  "no two servers hold one name, whatever breaks, and every free name can be claimed in the end",
  fc.asyncProperty(
    fc.array(step, { maxLength: 60, size: "max" }),
    fc.array(fc.constantFrom<Fate>("well", "well", "well", "lost", "late"), { minLength: 1 }),
    async (steps, fates) => {
      const stage = new Stage(fates);
      const { cluster } = stage;
      for (let count = 0; count < 3; count++) await stage.start();
      await cluster.pass(2000);
      for (const { act, server: index, name, durationMs } of steps) {
        const server = cluster.servers[index % cluster.servers.length]!;
        if (act === "claim") stage.claim(server, name);
        else if (act === "release") stage.release(server, name);
        else if (act === "pass") await cluster.pass(durationMs);
        else if (act === "cut") server.bus.connect(false);
        else if (act === "mend") server.bus.connect(true);
        else if (act === "lose leader") cluster.engine.hasLeader = false;
        else if (act === "find leader") cluster.engine.hasLeader = true;
        else if (act === "arrive late") await (server.bus as FlakyBus).arriveLate();
        else if (act === "stop") {
          server.isRunning = false;
          server.bus.connect(false);
          await cluster.pass(durationMs);
          server.clock.jump(durationMs);
          server.bus.connect(true);
          server.isRunning = true;
        } else if (cluster.engine.hasLeader) {
          stage.kill(server);
          await stage.start();
        }
        await arrive();
        stage.check();
      }
      await stage.mend();
      stage.check();
      for (const [server, names] of stage.users) {
        for (const name of names) stage.release(server, name);
      }
      await cluster.pass(1000);
      for (const [at, name] of NAMES.entries()) {
        const server = cluster.servers[at % cluster.servers.length]!;
        const claim = server.names.claim(name);
        await cluster.pass(1000);
        assert.equal(await claim, undefined, `${name} is free`);
        server.names.release(name);
        await arrive();
      }
      assert.equal(cluster.engine.buckets.names.size, 0, "nothing is left");
    },
  ),
  60,
);
