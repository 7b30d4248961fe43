/**
 * Returns the eight groups of an IPv6 address as numbers.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(ipv6Groups("2001:db8::1"), [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]);
 * assert.deepEqual(ipv6Groups("::ffff:192.0.2.1"), [0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201]);
 * ```
 */
export function ipv6Groups(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const [before, after] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<number>(zeros).fill(0), ...after];
}

function groups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [parseInt(group, 16)];
    // The last four bytes may be written like an IPv4 address.
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a << 8 | b, c << 8 | d];
  });
}

/**
 * Returns the part of an address that stands for one client: an IPv4 address, or the first half of
 * an IPv6 address, because one client may use all addresses of its network.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(clientNetwork("2001:db8::1"), clientNetwork("2001:db8::2"));
 * assert.equal(clientNetwork("::ffff:192.0.2.1"), "192.0.2.1");
 * ```
 */
export function clientNetwork(address: string): string {
  const plain = plainAddress(address);
  if (!plain.includes(":")) return plain;
  return ipv6Groups(withoutZone(plain)).slice(0, 4).map((group) => group.toString(16)).join(":");
}

/**
 * Returns an address as people know it: an IPv4 address that is written as an IPv6 address, as
 * sockets for both families have it, becomes an IPv4 address again.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(plainAddress("::ffff:192.0.2.1"), "192.0.2.1");
 * assert.equal(plainAddress("2001:db8::1"), "2001:db8::1");
 * ```
 */
export function plainAddress(address: string): string {
  if (!address.includes(":")) return address;
  const parts = ipv6Groups(withoutZone(address));
  const isMapped = parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff;
  return isMapped ? parts.slice(6).flatMap((part) => [part >> 8, part & 0xff]).join(".") : address;
}

/** A link-local address carries its interface behind a percent sign. */
function withoutZone(address: string): string {
  return address.split("%", 1)[0]!;
}
