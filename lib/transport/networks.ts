import { BlockList, isIP } from "node:net";
import { UsageError } from "../errors/expected_error.ts";

const FAMILIES = { 4: { name: "ipv4", bits: 32 }, 6: { name: "ipv6", bits: 128 } } as const;

/**
 * Parses a list of addresses and networks, and returns whether an address is in one of them.
 *
 * @param name The name of the value in the error.
 * @throws {UsageError} if `text` is not such a list.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const isInside = parseNetworks("10.0.0.0/8,2001:db8::/32,127.0.0.1", "--proxy-protocol");
 * assert.equal(isInside("10.1.2.3"), true);
 * assert.equal(isInside("2001:db8::1"), true);
 * assert.equal(isInside("192.0.2.1"), false);
 * ```
 */
export function parseNetworks(text: string, name: string): (address: string) => boolean {
  const list = new BlockList();
  for (const network of text.split(",")) {
    const [, address = "", prefix] = /^([^/\s]+)(?:\/(\d{1,3}))?$/.exec(network) ?? [];
    const family = address.includes("%") ? undefined : FAMILIES[isIP(address) as 4 | 6];
    const bits = Number(prefix ?? family?.bits);
    if (!family || bits > family.bits) {
      throw new UsageError(
        `Cannot use "${network}" for ${name}: expected an IP address or a network such as 10.0.0.0/8`,
      );
    }
    list.addSubnet(address, bits, family.name);
  }
  return (address) => {
    // A link-local address carries its interface behind a percent sign.
    const [plain = ""] = address.split("%", 1);
    return list.check(plain, plain.includes(":") ? "ipv6" : "ipv4");
  };
}
