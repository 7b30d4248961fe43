import assert from "node:assert/strict";
import { Addresses } from "../../lib/net/client_addresses.ts";

Deno.test("Addresses counts what comes from one place together, and forgets who has left", () => {
  const together = [
    ["192.0.2.1", "::ffff:192.0.2.1"],
    ["2001:db8::1", "2001:db8:0:0:ffff:1:2:3", "2001:db8::ffff"],
    ["::1", "0:0:0:0:0:0:0:1"],
  ];
  for (const hostnames of together) {
    const addresses = new Addresses();
    const entered = hostnames.map((hostname) => addresses.enter(hostname));
    assert(entered.every((address) => address.connections === hostnames.length), `${hostnames}`);
    for (const address of entered) addresses.leave(address);
    assert.equal(addresses.enter(hostnames[0]!).connections, 1);
  }
});

Deno.test("Addresses tells apart what comes from different places", () => {
  const addresses = new Addresses();
  for (const hostname of ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1", "::1"]) {
    assert.equal(addresses.enter(hostname).connections, 1, hostname);
  }
});
