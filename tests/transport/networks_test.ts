import assert from "node:assert/strict";
import { UsageError } from "../../lib/errors/expected_error.ts";
import { parseNetworks } from "../../lib/transport/networks.ts";

const CASES: readonly (readonly [networks: string, inside: string[], outside: string[]])[] = [
  ["10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0", "::1"]],
  ["10.1.2.3/8", ["10.0.0.0"], ["11.0.0.0"]],
  ["192.0.2.7", ["192.0.2.7"], ["192.0.2.6", "192.0.2.8"]],
  ["192.0.2.4/30", ["192.0.2.4", "192.0.2.7"], ["192.0.2.3", "192.0.2.8"]],
  ["0.0.0.0/0", ["255.255.255.255"], ["2001:db8::1"]],
  ["::/0", ["2001:db8::1", "::1"], []],
  ["2001:DB8::/32", ["2001:db8:ffff::1"], ["2001:db9::1", "10.0.0.1"]],
  ["::1,127.0.0.0/8", ["::1", "127.0.0.2"], ["::2", "126.0.0.1"]],
  ["fe80::/10", ["fe80::1", "fe80::1%eth0"], ["fec0::1"]],
];

Deno.test("an address is in a list of networks or not", () => {
  for (const [networks, inside, outside] of CASES) {
    const isInside = parseNetworks(networks, "--x");
    for (const address of inside) assert.equal(isInside(address), true, `${networks}: ${address}`);
    for (const address of outside) {
      assert.equal(isInside(address), false, `${networks}: ${address}`);
    }
  }
});

Deno.test("anything else than a list of networks is refused, with the part that is wrong", () => {
  const lists = ["", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/", "10.0.0.0/8/8", "localhost"];
  for (const list of [...lists, "10.0.0.0/-1", "fe80::1%eth0", " 10.0.0.1", "10.0.0.0/8x"]) {
    assert.throws(
      () => parseNetworks(list, "--x"),
      new UsageError(
        `Cannot use "${list}" for --x: expected an IP address or a network such as 10.0.0.0/8`,
      ),
      list,
    );
  }
  assert.throws(
    () => parseNetworks("10.0.0.0/8, 10.0.0.1", "--x"),
    /Cannot use " 10\.0\.0\.1" for/,
  );
});
