import assert from "node:assert/strict";
import type { Clock, Timer } from "../../lib/net/clock.ts";
import { LineClient } from "../support/line_client.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { LoopbackChat } from "./loopback_chat.ts";
import { PendingRegistry } from "./pending_registry.ts";

const TIMEOUT_MS = 60_000;

/** A manual clock that reports when a timer for the login timeout is set. */
class WatchedClock extends ManualClock implements Clock {
  readonly #isSet = Promise.withResolvers<void>();

  override setTimer(delayMs: number, callback: () => void): Timer {
    if (delayMs === TIMEOUT_MS) this.#isSet.resolve();
    return super.setTimer(delayMs, callback);
  }

  /** Resolves once that timer has been set. */
  get timeoutIsSet(): Promise<void> {
    return this.#isSet.promise;
  }
}

Deno.test("a client that sends nothing before the login timeout is disconnected", async () => {
  const clock = new WatchedClock();
  await using chat = new LoopbackChat({ clock, loginTimeout: TIMEOUT_MS });
  await using client = await LineClient.connect(chat.port);
  await clock.timeoutIsSet;
  clock.advance(TIMEOUT_MS - 1);
  assert.equal(chat.statuses.filter(({ type }) => type === "left").length, 0);
  clock.advance(1);
  assert.equal((await chat.status("left")).reason, "silent for too long");
  assert.equal(await client.rest(), "");
});

Deno.test("a client that talks without logging in is disconnected after five login timeouts", async () => {
  const clock = new ManualClock();
  await using chat = new LoopbackChat({ clock, loginTimeout: TIMEOUT_MS });
  await using client = await LineClient.connect(chat.port, "LIST\n");
  await client.hear(1);
  for (let count = 0; count < 8; count++) {
    await client.say("LIST\n");
    assert.deepEqual(await client.hear(1), ["BAD-RQST-HDR"]);
    clock.advance(5 / 8 * TIMEOUT_MS);
  }
  clock.advance(1);
  await client.say("LIST\n");
  assert.equal((await chat.status("left")).reason, "took too long to log in");
  assert.equal(await client.rest(), "");
});

Deno.test("a login that the registry never answers ends with the login timeout", async () => {
  const clock = new ManualClock();
  const registry = new PendingRegistry();
  await using chat = new LoopbackChat({ clock, registry, loginTimeout: TIMEOUT_MS });
  await using client = await LineClient.connect(chat.port, '{"action":"login","source":"alice",');
  await client.say('"destination":"","body":""}\n');
  await registry.nextName();
  clock.advance(TIMEOUT_MS - 1);
  assert.equal(chat.statuses.filter(({ type }) => type === "left").length, 0);
  clock.advance(1);
  assert.match(await client.rest(), /^{"action":"goodbye",.*"took too long to log in"}\n$/);
  assert.equal((await chat.status("left")).reason, "took too long to log in");
  // A late answer changes nothing.
  registry.answer();
  await client.conn.closeWrite().catch(() => {});
  assert.deepEqual(chat.users, []);
});

Deno.test("a user who has logged in may be silent for as long as they like", async () => {
  const clock = new ManualClock();
  const registry = new PendingRegistry();
  await using chat = new LoopbackChat({ clock, registry, loginTimeout: TIMEOUT_MS });
  await using client = await LineClient.connect(chat.port, "HELLO-FROM alice\n");
  await registry.nextName();
  registry.answer();
  assert.deepEqual(await client.hear(1), ["HELLO alice"]);
  clock.advance(1000 * TIMEOUT_MS);
  await client.say("LIST\n");
  assert.deepEqual(await client.hear(1), ["LIST-OK alice"]);
});
