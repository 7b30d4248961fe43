import assert from "node:assert/strict";
import { isMulticast, isPrivateMulticast, parseIpv4 } from "../../lib/framing/ipv4.ts";

Deno.test("only the usual spelling of an IPv4 address is accepted", () => {
  assert.deepEqual(parseIpv4("0.0.0.0"), [0, 0, 0, 0]);
  assert.deepEqual(parseIpv4("255.255.255.255"), [255, 255, 255, 255]);
  const malformed = ["", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-1", "1.2.3.", "::"];
  const spellings = ["1.2.3.04", "0x1.2.3.4", "1.2.3.4e0", " 1.2.3.4", "1.2.3.4\n", "1.2.3.４"];
  for (const text of [...malformed, ...spellings]) assert.equal(parseIpv4(text), undefined, text);
});

Deno.test("the ranges of multicast addresses include their first and last address", () => {
  const cases = [
    ["223.255.255.255", false, false],
    ["224.0.0.0", true, false],
    ["238.255.255.255", true, false],
    ["239.0.0.0", true, true],
    ["239.255.255.255", true, true],
    ["240.0.0.0", false, false],
    ["239.0.0", false, false],
  ] as const;
  for (const [address, isAny, isPrivate] of cases) {
    assert.equal(isMulticast(address), isAny, address);
    assert.equal(isPrivateMulticast(address), isPrivate, address);
  }
});
