import assert from "node:assert/strict";
import { Backoff } from "../../lib/clients/shared/backoff.ts";
import { Reconnector } from "../../lib/clients/shared/reconnect.ts";
import { ExpectedError } from "../../lib/errors/expected_error.ts";

Deno.test("pauses grow up to half a minute, and no two clients take the same", () => {
  for (const [random, first, last] of [[0, 500, 15_000], [0.999999, 1000, 30_000]] as const) {
    const backoff = new Backoff({ random: () => random, now: () => 0 });
    const pauses = Array.from({ length: 10 }, () => backoff.next());
    assert.equal(pauses[0], first);
    assert.equal(pauses[9], last);
    assert.deepEqual(pauses, pauses.toSorted((a, b) => a - b));
  }
});

Deno.test("pauses grow although a server accepts connections, as long as it closes them soon", () => {
  let now = 0;
  const backoff = new Backoff({ random: () => 0, now: () => now });
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    pauses.push(backoff.next());
    backoff.connected();
    now += 1000;
  }
  assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, 15_000]);
  now += 60_000;
  assert.equal(backoff.next(), 500);
});

/** Pauses that are over at once. */
class NoPauses extends Backoff {
  override next(): number {
    return 0;
  }
}

Deno.test("the reason of a long outage is printed once, and again when it changes", async () => {
  const reasons = ["refused", "refused", "no route", "no route", undefined];
  const printed: string[] = [];
  const reconnector = new Reconnector({
    connect() {
      const reason = reasons.shift();
      return reason ? Promise.reject(new ExpectedError(reason)) : Promise.resolve("connected");
    },
    print: (text) => printed.push(text),
    backoff: new NoPauses(),
  });
  assert.equal(await reconnector.reconnect(), "connected");
  assert.deepEqual(printed, [
    "Reconnecting in 1 s …",
    "refused. Still trying …",
    "no route. Still trying …",
  ]);
});

Deno.test("a bug ends the attempts to reconnect", async () => {
  const bug = new TypeError("x is undefined");
  const connect = () => Promise.reject(bug);
  const reconnector = new Reconnector({ connect, print() {}, backoff: new NoPauses() });
  await assert.rejects(reconnector.reconnect(), bug);
});

Deno.test("stop ends a pause at once", async () => {
  const connect = () => assert.fail("it was stopped");
  const reconnector = new Reconnector({ connect, print() {} });
  const result = reconnector.reconnect();
  reconnector.stop();
  assert.equal(await result, undefined);
});
