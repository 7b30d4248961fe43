/**
 * Servers that share their state, while random things happen to them.
 *
 * @module
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { settle } from "../support/settle.ts";
import { FakeEngine } from "./fake_bus.ts";
import { StateServer } from "./state_server.ts";

const SERVERS = 3;

/** A minute, and what a test may take. */
const MINUTE_MS = 60_000;

/** Names, some of which look alike. */
const NAMES = ["bob", "BOB", "b\u043eb", "carl"];

/** What may happen to a server. A number chooses a name. */
const STEPS: readonly ((server: StateServer, choice: number, engine: FakeEngine) => unknown)[] = [
  (server, choice) => server.run(`/ban ${nameAt(choice)} 10m`),
  (server, choice) => server.run(`/unban ${nameAt(choice)}`),
  (server, choice) => server.run(`/ban 10.0.0.${choice}`),
  (server, choice) => server.run(`/mute ${nameAt(choice)} 5m`),
  (server, choice) => server.run(`/unmute ${nameAt(choice)}`),
  (server, choice) => server.run(`/topic tea ${choice}`),
  (server, choice) => server.run(`/topic tea ${choice % 2 ? "--lock" : "--unlock"}`),
  // The answer may take seconds.
  (server, choice) => void server.register(nameAt(choice), `password-${choice}`),
  (server, choice) => void server.register(nameAt(choice), `password-${choice + 1}`),
  (server, choice) => server.accounts.unregister(nameAt(choice)),
  (server, choice) => server.run(`/operator ${nameAt(choice)}`),
  (server, choice) => server.accounts.blocks(nameAt(choice), ["eve", String(choice)]),
  (server, choice) => send(server, nameAt(choice)),
  (server, choice) => receive(server, nameAt(choice)),
  (server) => server.bus.connect(false),
  (server) => server.bus.connect(true),
  (_server, choice, engine) => engine.hasLeader = choice % 2 === 0,
  (server, choice) => void (server.now += choice * MINUTE_MS / 10),
  (server) => server.pass(1000),
];

function nameAt(choice: number): string {
  return NAMES[choice % NAMES.length]!;
}

let sent = 0;

function send(server: StateServer, to: string): void {
  const ann = server.hub.user("ann") ?? server.login("ann");
  server.hub.sendPrivate(ann, to, `message ${++sent}`);
}

function receive(server: StateServer, name: string): void {
  if (!server.hub.isNameTaken(name) && server.accounts.find(name)) server.login(name);
}

async function run(steps: readonly (readonly [step: number, server: number, choice: number])[]) {
  const engine = new FakeEngine();
  const servers: StateServer[] = [];
  try {
    for (let index = 0; index < SERVERS; index++) {
      servers.push(await StateServer.start(engine, `server${index}`));
      servers[index]!.channel("tea");
    }
    for (const [step, server, choice] of steps) {
      await STEPS[step]!(servers[server]!, choice, engine);
      await Promise.resolve();
    }
    engine.hasLeader = true;
    // Bans and mutes end at one moment for all.
    const now = Math.max(...servers.map((server) => server.now));
    for (const server of servers) server.now = now;
    for (let round = 0; round < 3; round++) {
      for (const server of servers) {
        await server.connect(true);
        await server.pass(6000);
      }
    }
    using late = await StateServer.start(engine, "late");
    late.now = now;
    const expected = await late.answers();
    for (const server of servers) {
      assert.deepEqual(await server.answers(), expected, server.name);
      assert.deepEqual(server.state.figures().unsaved, 0);
      assert.deepEqual(server.state.figures().ignored, 0, server.statuses.join());
    }
    const read = servers.flatMap(({ heard }) => heard)
      .flatMap((line) => /message \d+$/.exec(line)?.[0] ?? []);
    assert.deepEqual(read, [...new Set(read)], "no message is read twice");
  } finally {
    for (const server of servers) server[Symbol.dispose]();
    await settle();
  }
}

Deno.test("whatever happens, all servers are alike once they are connected again", async () => {
  const step = fc.tuple(
    fc.nat(STEPS.length - 1),
    fc.nat(SERVERS - 1),
    fc.nat(9),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), run),
    { numRuns: 6 },
  );
});
