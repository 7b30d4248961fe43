/**
 * IPv4 addresses as text and as numbers.
 *
 * @module
 */

/**
 * Returns the four octets of an address, or `undefined` when the text is not an address. Leading
 * zeros are not accepted, because some programs read them as octal.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseIpv4("239.0.0.1"), [239, 0, 0, 1]);
 * assert.equal(parseIpv4("239.0.0.01"), undefined);
 * ```
 */
export function parseIpv4(text: string): [number, number, number, number] | undefined {
  const parts = text.split(".");
  const isOctet = (part: string) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255;
  if (parts.length !== 4 || !parts.every(isOctet)) return undefined;
  return parts.map(Number) as [number, number, number, number];
}

/**
 * Returns the text of an address given as a 32-bit number.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(formatIpv4(0xef000001), "239.0.0.1");
 * ```
 */
export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join(".");
}

/** Reports whether a text is a multicast address: 224.0.0.0 to 239.255.255.255. */
export function isMulticast(text: string): boolean {
  const [first = 0] = parseIpv4(text) ?? [];
  return first >= 224 && first <= 239;
}

/**
 * Reports whether a text is a multicast address for private use ("administratively scoped",
 * RFC 2365): 239.0.0.0 to 239.255.255.255.
 */
export function isPrivateMulticast(text: string): boolean {
  return parseIpv4(text)?.[0] === 239;
}
