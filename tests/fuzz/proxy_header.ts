import { concat } from "../../lib/framing/bytes.ts";
import type { Random } from "./random.ts";

/** The addresses that attackers come from: a few, so that limits for one address count. */
const CLIENTS = [
  ...["198.51.100.1", "198.51.100.2", "203.0.113.9", "::ffff:198.51.100.1"],
  ...["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "fe80::1"],
];

const SIGNATURE = new TextEncoder().encode("\r\n\r\n\0\r\nQUIT\n");

/** Returns a header of version 1 of the PROXY protocol. */
export function proxyHeader(client: string): Uint8Array {
  const family = client.includes(":") ? 6 : 4;
  return new TextEncoder().encode(`PROXY TCP${family} ${client} ${client} 50412 55555\r\n`);
}

/** Returns the header of an attacker behind the proxy: usually a valid one. */
export function anyProxyHeader(random: Random): Uint8Array {
  if (!random.once(12)) return random.once(4) ? binary(random) : proxyHeader(random.pick(CLIENTS));
  return random.pick(HOSTILE)(random);
}

/** A valid header of version 2 with IPv4 or IPv6, and with what proxies add behind the addresses. */
function binary(random: Random): Uint8Array {
  const isV6 = random.once(2);
  const address = Uint8Array.from({ length: isV6 ? 36 : 12 }, (_, at) => (at % 16 < 2 ? 198 : 1));
  const more = new Uint8Array(random.pick([0, 0, 7, 300]));
  const length = address.length + more.length;
  const fixed = Uint8Array.of(0x21, isV6 ? 0x21 : 0x11, length >> 8, length & 0xff);
  return concat([SIGNATURE, fixed, address, more]);
}

const text = (header: string) => new TextEncoder().encode(header);

const HOSTILE: readonly ((random: Random) => Uint8Array)[] = [
  () => text("PROXY UNKNOWN\r\n"),
  () => text("PROXY TCP4 999.1.1.1 1.1.1.1 1 1\r\n"),
  () => text("PROXY TCP6 1.1.1.1 1.1.1.1 1 1\r\n"),
  () => text("PROXY TCP4 1.1.1.1 1.1.1.1 99999 1\r\n"),
  (random) => text(`PROXY ${"x".repeat(random.between(0, 100_000))}`),
  (random) => text(`PROXY TCP4 ${" ".repeat(random.between(0, 200))}\r\n`),
  () => text("PROXY "),
  () => text("PROXY TCP6 fe80::1%lo fe80::1%lo 1 1\r\n"),
  (random) => concat([SIGNATURE, random.bytes(random.between(0, 400))]),
  () => concat([SIGNATURE, Uint8Array.of(0x21, 0x11, 0xff, 0xff)]),
  () => concat([SIGNATURE, Uint8Array.of(0x20, 0x00, 0x00, 0x00)]),
  (random) => {
    const header = binary(random).slice();
    header[random.below(header.length)]! ^= 1 << random.below(8);
    return header;
  },
  (random) => binary(random).subarray(0, random.below(20)),
  () => new Uint8Array(0),
];
