import assert from "node:assert/strict";
import { parseProxyHeader } from "../../lib/transport/proxy_header.ts";
import { type PeerAddress, SocketError } from "../../lib/transport/socket.ts";

const text = (line: string) => Uint8Array.from(line, (character) => character.charCodeAt(0));

const SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

/** Returns a header of version 2. */
function binary(versionAndCommand: number, family: number, rest: number[]): Uint8Array {
  const fixed = [versionAndCommand, family, rest.length >> 8, rest.length & 0xff];
  return Uint8Array.of(...text(SIGNATURE), ...fixed, ...rest);
}

const IPV4 = [192, 0, 2, 7, 198, 51, 100, 1, 0xc4, 0xec, 0xd9, 0x03];
const CLIENT4 = { hostname: "192.0.2.7", port: 50412 };
const IPV6 = [
  ...[0x20, 0x01, 0x0d, 0xb8, ...Array(11).fill(0), 7],
  ...[0x20, 0x01, 0x0d, 0xb8, ...Array(11).fill(0), 1],
  ...[0xc4, 0xec, 0xd9, 0x03],
];
const CLIENT6 = { hostname: "2001:db8::7", port: 50412 };
const MAPPED = [
  ...[...Array(10).fill(0), 0xff, 0xff, 192, 0, 2, 7],
  ...[...Array(10).fill(0), 0xff, 0xff, 198, 51, 100, 1],
  ...[0xc4, 0xec, 0xd9, 0x03],
];
/** A checksum, a unique id, and one that is longer than most. */
const FIELDS = [3, 0, 4, 1, 2, 3, 4, 5, 0, 2, 9, 9, 0x20, 1, 0, ...Array(256).fill(0x0a)];

const VALID: readonly (readonly [name: string, header: Uint8Array, client?: PeerAddress])[] = [
  ["IPv4", text("PROXY TCP4 192.0.2.7 198.51.100.1 50412 55555\r\n"), CLIENT4],
  ["IPv6", text("PROXY TCP6 2001:db8::7 2001:db8::1 50412 55555\r\n"), CLIENT6],
  ["IPv6 at length", text("PROXY TCP6 2001:0DB8:0:0:0:0:0:7 ::1 50412 55555\r\n"), CLIENT6],
  ["IPv4 as IPv6", text("PROXY TCP6 ::ffff:192.0.2.7 ::1 50412 55555\r\n"), CLIENT4],
  ["unknown", text("PROXY UNKNOWN\r\n")],
  ["unknown, with addresses", text("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n")],
  ["binary IPv4", binary(0x21, 0x11, IPV4), CLIENT4],
  ["binary IPv6", binary(0x21, 0x21, IPV6), CLIENT6],
  ["binary IPv4 as IPv6", binary(0x21, 0x21, MAPPED), CLIENT4],
  ["binary, with fields", binary(0x21, 0x11, [...IPV4, ...FIELDS]), CLIENT4],
  ["binary datagrams", binary(0x21, 0x12, IPV4), CLIENT4],
  ["local", binary(0x20, 0x00, [])],
  ["local, with an address", binary(0x20, 0x11, IPV4)],
  ["local, with fields", binary(0x20, 0x00, FIELDS)],
  ["no family", binary(0x21, 0x00, FIELDS)],
  ["a Unix socket", binary(0x21, 0x31, Array(216).fill(0x61))],
  ["the longest", binary(0x21, 0x11, [...IPV4, ...Array(4096 - 28).fill(0)]), CLIENT4],
];

for (const [name, header, client] of VALID) {
  Deno.test(`a PROXY header is parsed once it is complete: ${name}`, () => {
    const stream = Uint8Array.of(...header, ...text("PROXY HELLO-FROM ann\n"));
    for (let length = 0; length < stream.length; length++) {
      const expected = length < header.length ? undefined : { length: header.length, client };
      assert.deepEqual(parseProxyHeader(stream.subarray(0, length)), expected, `${length} bytes`);
    }
  });
}

const INVALID: Readonly<Record<string, Uint8Array>> = {
  "another protocol": text("HELLO-FROM ann\n"),
  "TLS": text("\x16\x03\x01"),
  "a frame": text("ann".padEnd(200)),
  "lower case": text("proxy TCP4 192.0.2.7 198.51.100.1 1 2\r\n"),
  "another signature": text("\r\n\r\n\0\r\nQUIP\n"),
  "no carriage return": text("PROXY TCP4 192.0.2.7 198.51.100.1 1 2\n"),
  "unknown without a carriage return": text("PROXY UNKNOWN\n"),
  "another word": text("PROXY UNKNOWNS\r\n"),
  "another family": text("PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n"),
  "a missing port": text("PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n"),
  "an additional word": text("PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n"),
  "two spaces": text("PROXY TCP4 192.0.2.7  198.51.100.1 1 2\r\n"),
  "a port that is too high": text("PROXY TCP4 192.0.2.7 198.51.100.1 65536 2\r\n"),
  "a target port that is too high": text("PROXY TCP4 192.0.2.7 198.51.100.1 1 65536\r\n"),
  "an IPv6 address as IPv4": text("PROXY TCP4 ::1 198.51.100.1 1 2\r\n"),
  "an IPv4 address as IPv6": text("PROXY TCP6 192.0.2.7 ::1 1 2\r\n"),
  "an interface": text("PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n"),
  "a name": text("PROXY TCP4 example.org 198.51.100.1 1 2\r\n"),
  "a line without an end": text(`PROXY UNKNOWN ${"x".repeat(93)}`),
  "a line that is too long": text(`PROXY UNKNOWN ${"x".repeat(93)}\r\n`),
  "binary version 1": binary(0x11, 0x11, IPV4),
  "binary version 3": binary(0x31, 0x11, IPV4),
  "an unknown command": binary(0x22, 0x11, IPV4),
  "an unknown family": binary(0x21, 0x41, IPV4),
  "an unknown protocol": binary(0x21, 0x13, IPV4),
  "a short address": binary(0x21, 0x11, IPV4.slice(1)),
  "a short IPv6 address": binary(0x21, 0x21, IPV4),
  "too many fields": binary(0x21, 0x11, [...IPV4, ...Array(4096 - 27).fill(0)]),
};

for (const [name, start] of Object.entries(INVALID)) {
  Deno.test(`what is no PROXY header is refused: ${name}`, () => {
    assert.throws(() => parseProxyHeader(start), SocketError);
  });
}
