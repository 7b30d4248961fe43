import assert from "node:assert/strict";
import { ClientAddresses } from "../../lib/net/client_addresses.ts";
import { Allowance, Rates } from "../../lib/net/rates.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** A connection that may send 1000 bytes a second, and moves its clock on when it has to wait. */
class Client {
  readonly clock = new ManualClock();
  readonly allowance = new Allowance(
    new Rates(1000, () => this.clock.now()),
    new ClientAddresses().add("192.0.2.1"),
  );

  /** Sends bytes, waits as long as it has to, and returns the time afterwards. */
  send(bytes: number): number {
    this.allowance.use(bytes);
    let wait = this.allowance.isUsedUp ? this.allowance.renew() : 0;
    for (; wait > 0; wait = this.allowance.renew()) {
      assert(wait < Infinity, "given up");
      this.clock.advance(wait);
    }
    return Math.round(this.clock.now());
  }
}

Deno.test("a second's bytes may arrive at once, and more at an even rate", () => {
  const client = new Client();
  assert.equal(client.send(900), 0);
  assert.equal(client.send(600), 500);
  assert.equal(client.send(5000), 5500);
  // After a pause a client has a second's bytes again, and not more.
  client.clock.advance(60_000);
  assert.equal(client.send(1000), 65_500);
  assert.equal(client.send(1000), 66_500);
});

Deno.test("all connections of an address together have a limit", () => {
  const rates = new Rates(1000, () => 0);
  const address = new ClientAddresses().add("192.0.2.1");
  const waits = Array.from({ length: 20 }, () => {
    const allowance = new Allowance(rates, address);
    allowance.use(1000);
    return allowance.renew();
  });
  assert.deepEqual(waits.slice(0, 16), Array(16).fill(0));
  assert(waits.slice(16).every((wait) => wait > 0), `${waits}`);
});

Deno.test("a client that exceeds its rate for ten minutes is given up, unless it pauses", () => {
  const busy = new Client();
  assert.throws(() => {
    for (;;) busy.send(2000);
  }, /given up/);
  const now = busy.clock.now();
  assert(now > 600_000 && now < 610_000, `${now}`);
  const pausing = new Client();
  for (let count = 0; count < 1000; count++) {
    pausing.send(2000);
    pausing.clock.advance(3000);
  }
});

Deno.test("without a rate limit no client waits", () => {
  const rates = new Rates(Infinity, () => 0);
  const allowance = new Allowance(rates, new ClientAddresses().add("192.0.2.1"));
  for (let count = 0; count < 100; count++) {
    allowance.use(2 ** 40);
    if (allowance.isUsedUp) assert.equal(allowance.renew(), 0);
  }
});
