/**
 * The header with which a proxy says who its client is: the PROXY protocol, versions 1 and 2.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { isIP } from "node:net";
import { plainAddress } from "./ip_address.ts";
import { MAX_PORT } from "./port.ts";
import { type PeerAddress, SocketError } from "./socket.ts";

/** A complete header. */
export interface ProxyHeader {
  /** The length of the header in bytes. */
  readonly length: number;
  /** The client; `undefined` if the connection is the proxy's own, such as a health check. */
  readonly client: PeerAddress | undefined;
}

/** The maximum length of the line that is a header of version 1, with its line end. */
const MAX_LINE_BYTES = 107;

/** The maximum length of a header of version 2. The specification allows 64 KiB; proxies send less. */
const MAX_BINARY_BYTES = 4096;

const LINE_START = Buffer.from("PROXY ");
const SIGNATURE = Buffer.from("\r\n\r\n\0\r\nQUIT\n");

/** The length of the signature, the version and command, the family, and the length of the rest. */
const FIXED_BYTES = SIGNATURE.length + 4;

/** The length of an address of each family in version 2, in bytes. 0 stands for no IP address. */
const ADDRESS_BYTES = [0, 4, 16, 0];

/** The protocols in version 2: none, stream, datagram. */
const PROTOCOLS = 3;

/**
 * Parses the header at the start of a connection. Returns `undefined` while it is not complete.
 *
 * @throws {SocketError} if the connection does not start with a header.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const start = "PROXY TCP4 192.0.2.7 198.51.100.1 50412 55555\r\nHELLO-FROM ann\n";
 * assert.deepEqual(parseProxyHeader(new TextEncoder().encode(start)), {
 *   length: 47,
 *   client: { hostname: "192.0.2.7", port: 50412 },
 * });
 * ```
 */
export function parseProxyHeader(start: Uint8Array): ProxyHeader | undefined {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  if (startsLike(bytes, SIGNATURE)) return parseBinary(bytes);
  if (startsLike(bytes, LINE_START)) return parseLine(bytes);
  throw new SocketError("it sent no PROXY header");
}

/** Reports whether `bytes` starts with `expected`, as far as there are bytes. */
function startsLike(bytes: Buffer, expected: Buffer): boolean {
  const length = Math.min(bytes.length, expected.length);
  return bytes.subarray(0, length).equals(expected.subarray(0, length));
}

function parseLine(bytes: Buffer): ProxyHeader | undefined {
  const newline = bytes.subarray(0, MAX_LINE_BYTES).indexOf("\n");
  if (newline < 0) {
    if (bytes.length < MAX_LINE_BYTES) return undefined;
    throw new SocketError(`its PROXY header is longer than ${MAX_LINE_BYTES} bytes`);
  }
  const line = bytes.toString("latin1", 0, newline + 1);
  const length = newline + 1;
  // A proxy may add anything behind this word.
  if (/^PROXY UNKNOWN[ \r]/.test(line) && line.endsWith("\r\n")) {
    return { length, client: undefined };
  }
  const [, version, hostname = "", target = "", ...ports] =
    /^PROXY TCP([46]) (\S+) (\S+) (\d{1,5}) (\d{1,5})\r\n$/.exec(line) ?? [];
  const [port = NaN] = ports.map(Number);
  const areAddresses = [hostname, target].every((one) =>
    isIP(one) === Number(version) && !one.includes("%")
  );
  if (!areAddresses || !ports.every((text) => Number(text) <= MAX_PORT)) {
    throw new SocketError("its PROXY header is invalid");
  }
  return { length, client: { hostname: canonical(hostname), port } };
}

function parseBinary(bytes: Buffer): ProxyHeader | undefined {
  if (bytes.length < FIXED_BYTES) return undefined;
  const [version, command] = halves(bytes[SIGNATURE.length]!);
  const [family, protocol] = halves(bytes[SIGNATURE.length + 1]!);
  const length = FIXED_BYTES + bytes.readUInt16BE(SIGNATURE.length + 2);
  const addressBytes = ADDRESS_BYTES[family];
  if (version !== 2 || command > 1 || addressBytes === undefined || protocol >= PROTOCOLS) {
    throw new SocketError("its PROXY header is invalid");
  }
  if (length > MAX_BINARY_BYTES) {
    throw new SocketError(`its PROXY header is longer than ${MAX_BINARY_BYTES} bytes`);
  }
  if (bytes.length < length) return undefined;
  // Command 0 says that the connection is the proxy's own.
  if (command === 0 || protocol === 0 || addressBytes === 0) return { length, client: undefined };
  const portAt = FIXED_BYTES + 2 * addressBytes;
  if (portAt + 4 > length) throw new SocketError("its PROXY header is invalid");
  const address = bytes.subarray(FIXED_BYTES, FIXED_BYTES + addressBytes);
  const hostname = addressBytes === 4 ? address.join(".") : canonical(groupsOf(address));
  return { length, client: { hostname, port: bytes.readUInt16BE(portAt) } };
}

function halves(byte: number): [high: number, low: number] {
  return [byte >> 4, byte & 0x0f];
}

function groupsOf(address: Buffer): string {
  return address.toString("hex").match(/.{4}/g)!.join(":");
}

/** Returns an address in the notation that the operating system uses. */
function canonical(address: string): string {
  if (!address.includes(":")) return address;
  return plainAddress(new URL(`http://[${address}]`).hostname.slice(1, -1));
}
