import assert from "node:assert/strict";
import { Addresses } from "../../lib/net/client_addresses.ts";
import { Allowance, Rates } from "../../lib/net/rates.ts";

/** A connection that may bring 1000 bytes a second, and a clock that goes on as it waits. */
class Client {
  time = 0;
  readonly addresses = new Addresses();
  readonly rates = new Rates(1000, () => this.time);
  readonly allowance: Allowance;

  constructor() {
    this.allowance = new Allowance(this.rates, this.addresses.enter("192.0.2.1"));
  }

  /** Brings bytes, waits as it has to, and tells when it may go on. */
  bring(bytes: number): number {
    this.allowance.use(bytes);
    while (this.allowance.isUsedUp || this.#isWaiting) {
      const wait = this.allowance.renew();
      assert(wait < Infinity, "given up");
      this.#isWaiting = wait > 0;
      this.time += wait;
    }
    return Math.round(this.time);
  }

  #isWaiting = false;
}

Deno.test("Allowance lets a second's bytes come at once, and more at an even rate", () => {
  const client = new Client();
  assert.equal(client.bring(900), 0);
  assert.equal(client.bring(600), 500);
  assert.equal(client.bring(5000), 5500);
  // Who has rested has a second's bytes again, and not more.
  client.time += 60_000;
  assert.equal(client.bring(1000), 65_500);
  assert.equal(client.bring(1000), 66_500);
});

Deno.test("Allowance bounds all connections of an address together", () => {
  const rates = new Rates(1000, () => 0);
  const address = new Addresses().enter("192.0.2.1");
  const waits = Array.from({ length: 20 }, () => {
    const allowance = new Allowance(rates, address);
    allowance.use(1000);
    return allowance.renew();
  });
  assert.deepEqual(waits.slice(0, 16), Array(16).fill(0));
  assert(waits.slice(16).every((wait) => wait > 0), `${waits}`);
});

Deno.test("Allowance gives up who does nothing but wait for ten minutes, and nobody who pauses", () => {
  const busy = new Client();
  assert.throws(() => {
    for (;;) busy.bring(2000);
  }, /given up/);
  assert(busy.time > 600_000 && busy.time < 610_000, `${busy.time}`);
  const pausing = new Client();
  for (let count = 0; count < 1000; count++) {
    pausing.bring(2000);
    pausing.time += 3000;
  }
});

Deno.test("Allowance without a rate never waits", () => {
  const allowance = new Allowance(new Rates(Infinity), new Addresses().enter("192.0.2.1"));
  for (let count = 0; count < 100; count++) {
    allowance.use(2 ** 40);
    if (allowance.isUsedUp) assert.equal(allowance.renew(), 0);
  }
});
