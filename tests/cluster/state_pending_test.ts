/**
 * How long connections wait for shared records: each of them, and the server when it stops.
 *
 * @module
 */
import assert from "node:assert/strict";
import { settle } from "../support/settle.ts";
import { FakeEngine } from "./fake_bus.ts";
import { StateServer } from "./state_server.ts";

/** Starts a server with a change that cannot be stored. */
async function startUnsaved(engine: FakeEngine, lose: (server: StateServer) => void) {
  const server = await StateServer.start(engine, "one");
  lose(server);
  await server.run("/mute eve");
  await settle();
  return server;
}

Deno.test("nobody waits for a record while there is no connection to NATS", async () => {
  using server = await startUnsaved(new FakeEngine(), ({ bus }) => bus.connect(false));
  assert(server.state.figures().unsaved > 0);
  assert.equal(server.state.pending(), undefined);
});

Deno.test("a record that NATS does not store is waited for once, and for 1.5 seconds", async () => {
  const engine = new FakeEngine();
  using server = await startUnsaved(engine, () => engine.hasLeader = false);
  let isOver = false;
  const wait = () => server.state.pending()!.then(() => isOver = true);
  void wait();
  await server.pass(1000);
  assert(!isOver);
  await server.pass(500);
  assert(isOver);
  isOver = false;
  void wait();
  await settle();
  assert(isOver, "a later message waits again");
});

Deno.test("the end of a lost connection to NATS is not waited for", async () => {
  const engine = new FakeEngine();
  using server = await startUnsaved(engine, () => engine.hasLeader = false);
  let isOver = false;
  void server.state.pending()!.then(() => isOver = true);
  server.bus.connect(false);
  await server.pass(1500);
  assert(isOver);
});
