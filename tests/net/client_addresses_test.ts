import assert from "node:assert/strict";
import { ClientAddresses } from "../../lib/net/client_addresses.ts";

Deno.test("connections of one client count together, until they are removed", () => {
  const together = [
    ["192.0.2.1", "::ffff:192.0.2.1"],
    ["2001:db8::1", "2001:db8:0:0:ffff:1:2:3", "2001:db8::ffff"],
    ["::1", "0:0:0:0:0:0:0:1"],
  ];
  for (const hostnames of together) {
    const addresses = new ClientAddresses();
    const added = hostnames.map((hostname) => addresses.add(hostname));
    assert(added.every((address) => address.connections === hostnames.length), `${hostnames}`);
    for (const address of added) addresses.remove(address);
    assert.equal(addresses.add(hostnames[0]!).connections, 1);
  }
});

Deno.test("connections of different clients count separately", () => {
  const addresses = new ClientAddresses();
  for (const hostname of ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1", "::1"]) {
    assert.equal(addresses.add(hostname).connections, 1, hostname);
  }
});
