import assert from "node:assert/strict";
import { clientNetwork, ipv6Groups } from "../../lib/transport/ip_address.ts";

const GROUPS: [address: string, groups: number[]][] = [
  ["::", [0, 0, 0, 0, 0, 0, 0, 0]],
  ["::1", [0, 0, 0, 0, 0, 0, 0, 1]],
  ["1::", [1, 0, 0, 0, 0, 0, 0, 0]],
  ["2001:db8::", [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0]],
  ["2001:DB8::A", [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0xa]],
  ["2001:0db8:0000:0000:0000:0000:0000:000a", [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0xa]],
  ["1:2:3:4:5:6:7:8", [1, 2, 3, 4, 5, 6, 7, 8]],
  ["1:2:3:4:5:6:7::", [1, 2, 3, 4, 5, 6, 7, 0]],
  ["::2:3:4:5:6:7:8", [0, 2, 3, 4, 5, 6, 7, 8]],
  ["1:2:3::5:6:7:8", [1, 2, 3, 0, 5, 6, 7, 8]],
  ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Array(8).fill(0xffff)],
  ["::ffff:192.0.2.1", [0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201]],
  ["::255.255.255.255", [0, 0, 0, 0, 0, 0, 0xffff, 0xffff]],
  ["64:ff9b::192.0.2.33", [0x64, 0xff9b, 0, 0, 0, 0, 0xc000, 0x0221]],
  ["1:2:3:4:5:6:10.0.0.1", [1, 2, 3, 4, 5, 6, 0x0a00, 1]],
];

Deno.test("an IPv6 address has eight groups in every notation", () => {
  for (const [address, groups] of GROUPS) {
    assert.deepEqual(ipv6Groups(address), groups, address);
  }
});

const NETWORKS: [address: string, network: string][] = [
  ["192.0.2.1", "192.0.2.1"],
  ["0.0.0.0", "0.0.0.0"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::FFFF:192.0.2.1", "192.0.2.1"],
  ["::ffff:c000:201", "192.0.2.1"],
  ["0:0:0:0:0:ffff:192.0.2.255", "192.0.2.255"],
  // Only this prefix stands for an IPv4 address.
  ["::1:ffff:192.0.2.1", "0:0:0:0"],
  ["::192.0.2.1", "0:0:0:0"],
  ["::1", "0:0:0:0"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["2001:0db8:0:0::2", "2001:db8:0:0"],
  ["2001:db8:0:1::1", "2001:db8:0:1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["fe80::2%25", "fe80:0:0:0"],
  ["::ffff:127.0.0.1%lo", "127.0.0.1"],
];

Deno.test("the addresses of one client have one network", () => {
  for (const [address, network] of NETWORKS) {
    assert.equal(clientNetwork(address), network, address);
  }
});
